using PerturbSeg.Files;
using PerturbSeg.Torch;
using PerturbSeg.Torch.TorchSave;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Schedules;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.Import;

/// <summary>Makes a run folder of a published checkpoint.</summary>
public static class RunImport
{
    /// <summary>Imports.</summary>
    /// <param name="file">The checkpoint's file.</param>
    /// <param name="folder">The run folder to make.</param>
    /// <param name="preset">The settings that it was trained with, but for the networks.</param>
    /// <param name="device">What the run is to be used on.</param>
    /// <param name="threads">Threads of one operator there.</param>
    /// <returns>The settings of the run.</returns>
    /// <exception cref="UserErrorException">The file is no checkpoint of the published trainer, or the folder holds a run.</exception>
    public static TrainingOptions Run(string file, string folder, TrainingOptions preset, Device device, int threads)
    {
        ArgumentNullException.ThrowIfNull(preset);
        using PublishedCheckpoint checkpoint = PublishedCheckpoint.Open(file);

        // Training that goes on stays at this side: the file does not say how many photos it had seen.
        TrainingOptions options = preset with
        {
            Network = checkpoint.Network,
            Growing = null,
            BatchSize = preset.BatchSizeAt(checkpoint.Network.Resolution),
            LearningRate = preset.LearningRateAt(checkpoint.Network.Resolution, TrainingProgress.Beginning),
        };
        options.Validate();
        if (RunFolder.IsIn(folder) && RunFolder.Open(folder) is { HasCheckpoint: false, Configuration.ImportedFrom: not null } killed && HoldsNothingElse(folder))
            killed.Abandon(); // an import that was killed
        RunFolder run = RunFolder.Create(folder, new RunConfiguration
        {
            Options = options,
            Data = string.Empty,
            Photos = 0,
            ImportedFrom = Path.GetFileName(file),
            Device = device.ToString(),
            Threads = threads,
        });
        try
        {
            ImportedCheckpoint.Save(run.CheckpointPath(0), options, checkpoint.Growth, [.. checkpoint.Tensors], device);
        }
        catch (Exception failure)
        {
            run.Abandon();
            if (failure is TorchSaveFormatException broken)
                throw PublishedCheckpoint.Refuse(file, broken);
            throw;
        }

        return options;
    }

    // Of a run that was fitted, or made small, there is more.
    private static bool HoldsNothingElse(string folder)
        => Directory.EnumerateFileSystemEntries(folder).All(entry => RunFolder.IsConfiguration(entry) || FolderLock.IsLock(entry) || entry == RunFolder.CheckpointsIn(folder));
}
