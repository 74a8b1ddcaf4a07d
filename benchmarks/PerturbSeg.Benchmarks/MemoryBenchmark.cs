using System.Globalization;
using PerturbSeg.Torch;
using PerturbSeg.Training;

namespace PerturbSeg.Benchmarks;

/// <summary>Resident memory over 500 training steps after the first 100, and live tensors.</summary>
internal static class MemoryBenchmark
{
    private const int WarmUp = 100;
    private const int Measured = 500;

    public static void Run()
    {
        TrainingOptions options = Presets.Small;
        using var state = new TrainingState(options, Device.Cpu);
        var step = new TrainingStep(state);
        byte[] photos = RandomPhotos.Batch(options);
        for (int i = 0; i < WarmUp; i++)
            step.Run(photos);
        double before = ResidentMegabytes();
        long tensors = TorchRuntime.LiveTensors;
        for (int i = 1; i <= Measured; i++)
        {
            step.Run(photos);
            if (i % 100 == 0)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"after {WarmUp + i} steps: {ResidentMegabytes():0.0} MB resident"));
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"growth {ResidentMegabytes() - before:0.0} MB over {Measured} steps, {TorchRuntime.LiveTensors - tensors} tensors more"));
    }

    private static double ResidentMegabytes()
    {
        string line = File.ReadLines("/proc/self/status").First(text => text.StartsWith("VmRSS:", StringComparison.Ordinal));
        return double.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }
}
