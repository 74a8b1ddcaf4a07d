using System.Diagnostics;
using System.Globalization;
using PerturbSeg.Torch;
using PerturbSeg.Torch.Operators;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.PackedSets;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Benchmarks;

/// <summary>
/// One training step of the small preset (forward, backward, optimisers; R1 in its turn) against a bare bfloat16 convolution of the
/// size that the networks use most, measured in turns so that both see the same machine.
/// </summary>
internal static class TrainStepBenchmark
{
    private const int WarmUp = 4;
    private const int Rounds = 5;

    public static void Run()
    {
        TrainingOptions options = Presets.Small;
        using var state = new TrainingState(options, Device.Cpu);
        var step = new TrainingStep(state);
        byte[] photos = RandomPhotos.Batch(options);
        double flops = FlopsOfStep(state, photos);
        for (int i = 0; i < WarmUp; i++)
            step.Run(photos);
        double stepSeconds = double.MaxValue, bareRate = 0;
        for (int round = 0; round < Rounds; round++)
        {
            var clock = Stopwatch.StartNew();
            for (int i = 0; i < options.R1Interval; i++) // one R1 among them
                step.Run(photos);
            stepSeconds = Math.Min(stepSeconds, clock.Elapsed.TotalSeconds / options.R1Interval);
            bareRate = Math.Max(bareRate, BareConvolutionRate(options));
        }

        double rate = flops / stepSeconds;
        Print($"{options.BatchSize / stepSeconds:0.0} images/s, {stepSeconds * 1000:0} ms a step of {options.BatchSize} on {TorchRuntime.Threads} threads");
        Print($"convolutions of a step: {flops / 1e9:0.0} GFLOP, achieved {rate / 1e9:0} GFLOP/s");
        Print($"bare bfloat16 3×3 convolution: {bareRate / 1e9:0} GFLOP/s");
        Print($"ratio {rate / bareRate:0.00}");
    }

    // The discriminator step runs the generator forward once and the discriminator forward and backward twice; the generator step runs
    // both forward, the generator backward, and the discriminator backward for its input alone. A backward pass is two convolutions of the
    // forward's cost, one where only the input's gradient is asked for. R1 is left out of the count, though not of the time.
    private static double FlopsOfStep(TrainingState state, byte[] photos)
    {
        using var scope = new TensorScope();
        using Autograd.Mode recording = Autograd.NoGradient();
        TrainingOptions options = state.Options;
        using var generator = new FlopCounter();
        Latents.Paint(state.Generator, options, options.BatchSize, state.Random);
        long paint = generator.Total;
        using var discriminator = new FlopCounter();
        state.Discriminator.Forward(PhotoTensors.ToTensor(photos, options.BatchSize, options.Network.Resolution, Device.Cpu));
        long judge = discriminator.Total;
        return (4.0 * paint) + (8.0 * judge);
    }

    private static double BareConvolutionRate(TrainingOptions options)
    {
        using var scope = new TensorScope();
        using Autograd.Mode recording = Autograd.NoGradient();
        NetworkOptions network = options.Network;
        int side = network.Resolution, channels = network.Channels(side);
        using var random = new RandomGenerator(1);
        Tensor x = Tensor.Normal(random, options.BatchSize, channels, side, side).To(ScalarType.BFloat16).Contiguous(MemoryFormat.ChannelsLast);
        Tensor weight = Tensor.Normal(random, channels, channels, 3, 3).To(ScalarType.BFloat16).Contiguous(MemoryFormat.ChannelsLast);
        using var counter = new FlopCounter();
        Convolution.Conv2d(x, weight, null, 1, 1);
        double flops = counter.Total, best = double.MaxValue;
        for (int i = 0; i < 20; i++)
        {
            using var inner = new TensorScope();
            var clock = Stopwatch.StartNew();
            Convolution.Conv2d(x, weight, null, 1, 1);
            best = Math.Min(best, clock.Elapsed.TotalSeconds);
        }

        return flops / best;
    }

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
