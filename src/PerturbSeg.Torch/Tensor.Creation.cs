using PerturbSeg.Torch.Native;
using TorchSharp;

namespace PerturbSeg.Torch;

/// <content>Tensors from nothing but a shape.</content>
public sealed partial class Tensor
{
    /// <summary>One value everywhere.</summary>
    public static Tensor Full(long[] shape, double value, Device device = default, ScalarType type = ScalarType.Float32)
    {
        using Scalar number = Call.Number(value);
        return Call.New(() => torch.full(shape, number, type.ToTorch(), device.ToTorch()));
    }

    /// <summary>Zeros everywhere.</summary>
    public static Tensor Zeros(long[] shape, Device device = default, ScalarType type = ScalarType.Float32)
        => Call.New(() => torch.zeros(shape, type.ToTorch(), device.ToTorch()));

    /// <summary>Zeros of the shape, type and device of another tensor.</summary>
    public static Tensor ZerosLike(Tensor other) => Call.Of(other, x => x.zeros_like());

    /// <summary>start, start + step, … below end: [(end − start) / step].</summary>
    public static Tensor Range(double start, double end, double step = 1, Device device = default, ScalarType type = ScalarType.Float32)
    {
        using Scalar first = Call.Number(start), limit = Call.Number(end), distance = Call.Number(step);
        return Call.New(() => torch.arange(first, limit, distance, type.ToTorch(), device.ToTorch()));
    }

    /// <summary>Independent draws of the standard normal distribution.</summary>
    public static Tensor Normal(RandomGenerator random, params long[] shape)
    {
        ArgumentNullException.ThrowIfNull(random);
        return random.Draw(Checked(shape), (extents, generator) => torch.randn(extents, torch.float32, generator: generator));
    }

    /// <summary>Independent draws, uniform in [0, 1).</summary>
    public static Tensor Uniform(RandomGenerator random, params long[] shape)
    {
        ArgumentNullException.ThrowIfNull(random);
        return random.Draw(Checked(shape), (extents, generator) => torch.rand(extents, torch.float32, generator: generator));
    }

    /// <summary>Independent draws, uniform in [−1, 1): the strength of a change to either side.</summary>
    public static Tensor UniformSigned(RandomGenerator random, params long[] shape) => (Uniform(random, shape) * 2) - 1;

    /// <summary>Independent whole numbers, uniform in [low, high), as <see cref="ScalarType.Int64"/>.</summary>
    public static Tensor Integers(RandomGenerator random, long low, long high, params long[] shape)
    {
        ArgumentNullException.ThrowIfNull(random);
        if (low >= high)
            throw new TorchException($"{nameof(Integers)}: there is no whole number from {low} to below {high}.");
        return random.Draw(Checked(shape), (extents, generator) => torch.randint(low, high, extents, torch.int64, generator: generator));
    }

    // What libtorch refuses while it draws would end the process: TorchSharp does not catch it there.
    private static long[] Checked(long[] shape)
        => Array.TrueForAll(shape, extent => extent >= 0)
            ? shape
            : throw new TorchException($"A tensor of shape [{string.Join(", ", shape)}] cannot be drawn.");
}
