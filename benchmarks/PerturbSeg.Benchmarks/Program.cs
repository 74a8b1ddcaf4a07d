using PerturbSeg.Benchmarks;
using PerturbSeg.Torch;

TorchRuntime.Threads = args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : Environment.ProcessorCount;
switch (args.FirstOrDefault())
{
    case "train-step":
        TrainStepBenchmark.Run();
        return 0;
    case "memory":
        MemoryBenchmark.Run();
        return 0;
    default:
        Console.Error.WriteLine("Name a benchmark: train-step or memory; then, if wanted, a number of threads.");
        return 2;
}
