using System.Globalization;
using PerturbSeg.Benchmarks;
using PerturbSeg.Torch;

if (args is ["mask", var model, var photo])
{
    MaskBenchmark.Run(model, photo, masks: 50);
    return 0;
}

TorchRuntime.Threads = Number(1, Environment.ProcessorCount);
switch (args.FirstOrDefault())
{
    case "train-step":
        TrainStepBenchmark.Run();
        return 0;
    case "published-step":
        PublishedStepBenchmark.Run(side: Number(2, 64), batch: Number(3, 8));
        return 0;
    case "memory":
        MemoryBenchmark.Run(Number(2, 1000));
        return 0;
    case "soak":
        SoakBenchmark.Run(Number(2, 10_000));
        return 0;
    default:
        Console.Error.WriteLine(
            "Name a benchmark: train-step, published-step, memory or soak; then, if wanted, a number of threads, and for memory and soak one of steps, for published-step a side and a batch. Or mask MODEL PHOTO.");
        return 2;
}

int Number(int position, int otherwise)
    => args.Length > position ? int.Parse(args[position], CultureInfo.InvariantCulture) : otherwise;
