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
    private const int Repeats = 5;

    /// <summary>The faster type on a device.</summary>
    /// <param name="options">The training's settings.</param>
    /// <param name="device">Where it trains; bfloat16 on a CUDA device, without timing.</param>
    public static ScalarType Choose(TrainingOptions options, Device device)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (device.IsCuda)
            return ScalarType.BFloat16;
        return Time(options, ScalarType.BFloat16) <= Time(options, ScalarType.Float32) ? ScalarType.BFloat16 : ScalarType.Float32;
    }

    private static TimeSpan Time(TrainingOptions options, ScalarType type)
    {
        using var scope = new TensorScope();
        using Autograd.Mode recording = Autograd.NoGradient();
        int side = options.Network.Resolution, channels = options.Network.Channels(side);
        using var random = new RandomGenerator(0);
        Tensor x = Tensor.Normal(random, options.BatchSize, channels, side, side).To(type).Contiguous(MemoryFormat.ChannelsLast);
        Tensor weight = Tensor.Normal(random, channels, channels, 3, 3).To(type).Contiguous(MemoryFormat.ChannelsLast);
        TimeSpan best = TimeSpan.MaxValue;
        for (int i = 0; i <= Repeats; i++)
        {
            var clock = Stopwatch.StartNew();
            Convolution.Conv2d(x, weight, null, 1, 1);
            if (i > 0 && clock.Elapsed < best) // the first one compiles the kernel
                best = clock.Elapsed;
        }

        return best;
    }
}
