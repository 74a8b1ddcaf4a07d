using System.Diagnostics;
using PerturbSeg.Tests.Shared;
using PerturbSeg.Torch;
using PerturbSeg.Training.Demo;
using PerturbSeg.Training.PackedSets;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Fuzz.Soaks;

/// <summary>A training of the default preset that is looked at as long as it runs.</summary>
internal static class TrainingSoak
{
    private const int Photos = 500, LookEveryImages = 800;

    /// <summary>Trains.</summary>
    /// <param name="time">For how long.</param>
    /// <returns>The looks at this process, live tensors at each, and the photos that were shown.</returns>
    public static (IReadOnlyList<ProcessFigures> Looks, IReadOnlyList<long> Tensors, long Images) Run(TimeSpan time)
    {
        using var folder = new TemporaryFolder();
        SceneSets.Pack(folder.At("set.safetensors"), seed: 1, Photos, Presets.Small.Network.Resolution);
        using PackedSetMixture set = PackedSetMixture.Open(folder.At("set.safetensors"));
        RunFolder run = RunFolder.Create(folder.At("run"), RunConfiguration.Of(Presets.Small, set, Device.Cpu, TorchRuntime.Threads));
        using Trainer trainer = Trainer.Start(set, run, Device.Cpu, new TrainingCadence());
        var looks = new List<ProcessFigures>();
        var tensors = new List<long>();
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < time)
        {
            trainer.Run(new TrainingBudget(PauseAt: trainer.ImagesSeen + LookEveryImages), null, CancellationToken.None);
            looks.Add(ProcessFigures.Of(Environment.ProcessId, clock.Elapsed.TotalSeconds));
            tensors.Add(TorchRuntime.LiveTensors);
        }

        return (looks, tensors, trainer.ImagesSeen);
    }
}
