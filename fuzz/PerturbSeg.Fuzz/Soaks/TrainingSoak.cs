using System.Diagnostics;
using PerturbSeg.Files;
using PerturbSeg.Tests.Shared;
using PerturbSeg.Torch;
using PerturbSeg.Training.Demo;
using PerturbSeg.Training.PackedSets;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Fuzz.Soaks;

/// <summary>A training that is looked at as long as it runs.</summary>
internal static class TrainingSoak
{
    private const int Photos = 500, LookEveryImages = 800;

    /// <summary>Trains the default preset on generated scenes, in a folder that is gone afterwards.</summary>
    /// <param name="time">For how long.</param>
    /// <returns>The looks at this process, live tensors at each, and the photos that were shown.</returns>
    public static (IReadOnlyList<ProcessFigures> Looks, IReadOnlyList<long> Tensors, long Images) OfScenes(TimeSpan time)
    {
        using var folder = new TemporaryFolder();
        SceneSets.Pack(folder.At("set.safetensors"), seed: 1, Photos, Presets.Small.Network.Resolution);
        using PackedSetMixture set = PackedSetMixture.Open(folder.At("set.safetensors"));
        RunFolder run = RunFolder.Create(folder.At("run"), RunConfiguration.Of(Presets.Small, set, Device.Cpu, TorchRuntime.Threads));
        return Run(run, set, time);
    }

    /// <summary>Goes on with a training, which keeps what it learns: <c>train</c> or another soak goes on from there.</summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="data">Its packed sets.</param>
    /// <param name="time">For how long.</param>
    /// <returns>As <see cref="OfScenes"/>.</returns>
    /// <exception cref="UserErrorException">There is no such run, or the sets are not its sets.</exception>
    public static (IReadOnlyList<ProcessFigures> Looks, IReadOnlyList<long> Tensors, long Images) Of(string folder, string[] data, TimeSpan time)
    {
        using var writing = FolderLock.Take(folder);
        using PackedSetMixture packed = PackedSetMixture.Open(data);
        RunFolder run = RunFolder.Open(folder);
        using PackedSetMixture set = packed.HalvedTo(run.Configuration.Options.Network.Resolution);
        return Run(run, set, time);
    }

    private static (IReadOnlyList<ProcessFigures> Looks, IReadOnlyList<long> Tensors, long Images) Run(RunFolder run, PackedSetMixture set, TimeSpan time)
    {
        using Trainer trainer = Trainer.Resume(set, run, Device.Cpu, new TrainingCadence());
        var looks = new List<ProcessFigures>();
        var tensors = new List<long>();
        long began = trainer.ImagesSeen;
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < time)
        {
            trainer.Run(new TrainingBudget(PauseAt: trainer.ImagesSeen + LookEveryImages), null, CancellationToken.None);
            looks.Add(ProcessFigures.Of(Environment.ProcessId, clock.Elapsed.TotalSeconds));
            tensors.Add(TorchRuntime.LiveTensors);
        }

        return (looks, tensors, trainer.ImagesSeen - began);
    }
}
