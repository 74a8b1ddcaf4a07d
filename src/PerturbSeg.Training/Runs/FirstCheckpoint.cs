using PerturbSeg.Files;
using PerturbSeg.Torch;
using PerturbSeg.Training.Logs;

namespace PerturbSeg.Training.Runs;

/// <summary>What a run begins with that does not begin anew.</summary>
public static class FirstCheckpoint
{
    /// <summary>Writes the first checkpoint of a run that begins with the networks of another one.</summary>
    /// <param name="run">A run without a checkpoint.</param>
    /// <param name="device">Where it is to be trained.</param>
    /// <returns>False where the run begins with no other's networks, and <see cref="Trainer.Start"/> writes it.</returns>
    /// <exception cref="UserErrorException">The other run cannot be read, or has other networks.</exception>
    public static bool Write(RunFolder run, Device device)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.Configuration.StartedFrom is not { } from)
            return false;
        EnlargedCheckpoint.Save(run.CheckpointPath(0), run.Configuration.Options, RunFolder.Open(from).LatestCheckpoint(), device);
        return true;
    }

    /// <summary>Writes the first checkpoint of a run that goes on from one of an earlier run with settings of its own, with the logs and the samples of the way to there.</summary>
    /// <param name="run">A run without a checkpoint.</param>
    /// <param name="checkpoint">The checkpoint, in the folder of the earlier run; of the same networks.</param>
    /// <param name="device">Where the run is to be trained.</param>
    /// <exception cref="UserErrorException">The checkpoint cannot be read.</exception>
    public static void GoBack(RunFolder run, string checkpoint, Device device)
    {
        ArgumentNullException.ThrowIfNull(run);
        RunFolder earlier = RunFolder.Of(checkpoint);
        double kimg = RunFolder.KimgOf(checkpoint);
        IEnumerable<string> samples = earlier.Samples().Where(sample => sample.Kimg <= kimg).Select(sample => sample.Path);
        foreach (string file in ScalarLogs.FilesIn(earlier.FolderPath).Concat(samples)) // trainers forget what was logged after their checkpoint
            AtomicFile.Copy(file, Here(file));
        var pending = new ScalarMeans();
        using TrainingState state = Checkpoint.Load(checkpoint, device, run.Configuration.Options, pending, out double lastPenalty);
        Checkpoint.Save(Here(checkpoint), state, new TrainingStep(state) { LastPenalty = lastPenalty }, pending);

        string Here(string file) => Path.Combine(run.FolderPath, Path.GetRelativePath(earlier.FolderPath, file));
    }
}
