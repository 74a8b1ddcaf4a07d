using PerturbSeg.Torch;
using PerturbSeg.Training.Logs;

namespace PerturbSeg.Training.Runs;

/// <summary>What a run begins with that does not begin anew: a sound checkpoint of the attempt before it, or the networks of another run.</summary>
public static class FirstCheckpoint
{
    /// <summary>Writes the first checkpoint of a run that has none.</summary>
    /// <param name="run">The run folder.</param>
    /// <param name="device">Where it is to be trained.</param>
    /// <returns>False where the run begins anew, and <see cref="Trainer.Start"/> writes it.</returns>
    /// <exception cref="UserErrorException">What it begins with cannot be read, or has other networks.</exception>
    public static bool Write(RunFolder run, Device device)
    {
        ArgumentNullException.ThrowIfNull(run);
        RunConfiguration configuration = run.Configuration;
        if (configuration.WentBackTo is { } sound)
            GoBack(run, Path.Combine(run.FolderPath, sound), device);
        else if (configuration.StartedFrom is { } from)
            Checkpoint.SaveEnlarged(run.CheckpointPath(0), configuration.Options, RunFolder.Open(from).LatestCheckpoint(), device);
        return run.HasCheckpoint;
    }

    // The figures of the way to there are the run's, too.
    private static void GoBack(RunFolder run, string sound, Device device)
    {
        string log = Path.Combine(RunFolder.FolderOf(sound), ScalarLogs.MetricsFileName);
        if (File.Exists(log))
            File.Copy(log, Path.Combine(run.FolderPath, ScalarLogs.MetricsFileName), overwrite: true);
        Checkpoint.SaveChanged(Path.Combine(Path.GetDirectoryName(run.CheckpointPath(0))!, Path.GetFileName(sound)), run.Configuration.Options, sound, device);
    }
}
