using System.Diagnostics;
using System.Globalization;
using PerturbSeg.Torch;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Benchmarks;

/// <summary>What a long training holds and what holding it costs, ten times over: memory, garbage, page faults, live tensors.</summary>
internal static class MemoryBenchmark
{
    private const int Readings = 10;

    public static void Run(int steps)
    {
        TrainingOptions options = Presets.Small;
        using var state = new TrainingState(options, Device.Cpu);
        var step = new TrainingStep(state);
        byte[] photos = RandomPhotos.Batch(options);
        int count = Math.Max(1, steps / Readings);
        Console.WriteLine("steps  resident MB  managed MB  allocated KB/step  page faults/step  live tensors  images/s");
        for (int reading = 1; reading <= Readings; reading++)
        {
            long allocated = GC.GetTotalAllocatedBytes(), faults = PageFaults();
            var clock = Stopwatch.StartNew();
            for (int i = 0; i < count; i++)
                step.Run(photos);
            double rate = count * options.BatchSize / clock.Elapsed.TotalSeconds;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{reading * count,5}  {Environment.WorkingSet / 1e6,11:0.0}  {GC.GetGCMemoryInfo().TotalCommittedBytes / 1e6,10:0.0}  "
                + $"{(GC.GetTotalAllocatedBytes() - allocated) / 1e3 / count,17:0.0}  {(PageFaults() - faults) / count,16}  "
                + $"{TorchRuntime.LiveTensors,12}  {rate,8:0.0}"));
        }
    }

    // The tenth field of the line is the count; the second, a name in brackets, may hold spaces.
    private static long PageFaults()
        => long.Parse(File.ReadAllText("/proc/self/stat").Split(')')[^1].Split(' ')[8], CultureInfo.InvariantCulture);
}
