using System.Diagnostics;
using PerturbSeg.Torch;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Benchmarks;

/// <summary>
/// A training of a tiny network while another thread collects garbage without a pause: what libtorch reads while a call runs must not be freed
/// under it, and no tensor may be left. It ends the process where the first does not hold.
/// </summary>
internal static class SoakBenchmark
{
    public static void Run(int steps)
    {
        TrainingOptions options = Presets.Small with
        {
            BatchSize = 4,
            Network = Presets.Small.Network with { Resolution = 8, Width = 0.03, LatentSize = 6, MappingDepth = 2 },
        };
        using var state = new TrainingState(options, Device.Cpu);
        var step = new TrainingStep(state);
        byte[] photos = RandomPhotos.Batch(options);
        step.Run(photos); // makes what stays
        long before = LiveTensors(), collections = GC.CollectionCount(0);
        var clock = Stopwatch.StartNew();
        using (new CollectingThread())
        {
            for (int i = 0; i < steps; i++)
                step.Run(photos);
        }

        Console.WriteLine(
            $"{steps} steps in {clock.Elapsed.TotalSeconds:0} s beside {GC.CollectionCount(0) - collections} collections; live tensors {before} before, {LiveTensors()} after");
    }

    private static long LiveTensors()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return TorchRuntime.LiveTensors;
    }
}
