using PerturbSeg.Torch;
using PerturbSeg.Training.Scenes;

namespace PerturbSeg.Training.Tests.Scenes;

/// <summary>Layers of known or random content.</summary>
internal static class SceneTensors
{
    /// <summary>Float64 layers, colours about in [−1, 1], masks in (0, 1).</summary>
    public static Layers Random(long count, long height, long width, ulong seed = 1)
    {
        using var random = new RandomGenerator(seed);
        return new Layers(
            ((Tensor.Uniform(random, count, 3, height, width) * 2) - 1).To(ScalarType.Float64),
            ((Tensor.Uniform(random, count, 3, height, width) * 2) - 1).To(ScalarType.Float64),
            Tensor.Uniform(random, count, 1, height, width).To(ScalarType.Float64));
    }

    /// <summary>One-channel images from a function of image, row and column.</summary>
    public static Tensor Mask(long count, long side, Func<int, int, int, double> value)
    {
        float[] values = new float[count * side * side];
        for (int i = 0; i < values.Length; i++)
            values[i] = (float)value((int)(i / (side * side)), (int)(i / side % side), (int)(i % side));
        return Tensor.From<float>(values, [count, 1, side, side]);
    }

    /// <summary>Layers of one colour each, with a mask of one value.</summary>
    public static Layers Plain(long count, long side, double background, double foreground, double mask)
        => new(Tensor.Full([count, 3, side, side], background), Tensor.Full([count, 3, side, side], foreground), Tensor.Full([count, 1, side, side], mask));

    /// <summary>The same numbers.</summary>
    public static void ShouldBeSame(this Tensor actual, Tensor expected)
    {
        actual.Shape.ToArray().ShouldBe(expected.Shape.ToArray());
        actual.To(ScalarType.Float64).ToArray<double>().ShouldBe(expected.To(ScalarType.Float64).ToArray<double>());
    }
}
