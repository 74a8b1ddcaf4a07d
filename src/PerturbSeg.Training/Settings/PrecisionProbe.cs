using System.Diagnostics;
using PerturbSeg.Torch;
using PerturbSeg.Torch.Operators;

namespace PerturbSeg.Training.Settings;

/// <summary>
/// Chooses what convolutions compute in by timing one of the training's own size: bfloat16 is several times as fast as float32 on
/// processors with matrix units, and several times slower on those that emulate it.
/// </summary>
public static class PrecisionProbe
{
    // In turns, and many: beside another program a whole series of one type may fall into its time.
    private const int Turns = 20;

    /// <summary>The faster type on a device.</summary>
    /// <param name="options">The training's settings.</param>
    /// <param name="device">Where it trains; bfloat16 on a CUDA device, without timing.</param>
    public static ScalarType Choose(TrainingOptions options, Device device)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (device.IsCuda)
            return ScalarType.BFloat16;
        using var scope = new TensorScope();
        using Autograd.Mode recording = Autograd.NoGradient();
        using var random = new RandomGenerator(0);
        Action small = Convolve(options, ScalarType.BFloat16, random), exact = Convolve(options, ScalarType.Float32, random);
        TimeSpan ofSmall = TimeSpan.MaxValue, ofExact = TimeSpan.MaxValue;
        for (int turn = 0; turn <= Turns; turn++)
        {
            TimeSpan first = Time(small), second = Time(exact);
            if (turn > 0) // the first one compiles the kernels
                (ofSmall, ofExact) = (first < ofSmall ? first : ofSmall, second < ofExact ? second : ofExact);
        }

        return ofSmall <= ofExact ? ScalarType.BFloat16 : ScalarType.Float32;
    }

    private static Action Convolve(TrainingOptions options, ScalarType type, RandomGenerator random)
    {
        int side = options.Network.Resolution, channels = options.Network.Channels(side);
        Tensor x = Tensor.Normal(random, options.BatchSize, channels, side, side).To(type).Contiguous(MemoryFormat.ChannelsLast);
        Tensor weight = Tensor.Normal(random, channels, channels, 3, 3).To(type).Contiguous(MemoryFormat.ChannelsLast);
        return () => Convolution.Conv2d(x, weight, null, 1, 1);
    }

    private static TimeSpan Time(Action work)
    {
        var clock = Stopwatch.StartNew();
        work();
        return clock.Elapsed;
    }
}
