using PerturbSeg.Torch;
using PerturbSeg.Torch.Operators;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.Networks.StyleGan1;
using TorchSharp;

namespace PerturbSeg.Training.Tests.Networks.StyleGan1;

public sealed class EnlargingConv2dTests
{
    private const int Inputs = 3;
    private const int Outputs = 4;
    private static readonly double Gain = Math.Sqrt(2.0 / (Inputs * 9)); // He's, at run time

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 4, 3)]
    public void The_plain_form_repeats_pixels_and_convolves(int count, int height, int width)
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        using var layer = new EnlargingConv2d(Inputs, Outputs, fused: false, random);
        Tensor x = Tensor.Normal(random, count, Inputs, height, width), weight = layer.Weight() * Gain;
        layer.Forward(x).ShouldBeNear(Convolution.Conv2d(Resampling.DoubleNearest(x), weight, null, 1, 1), 1e-5);
    }

    /// <summary>
    /// The definition. It is the transpose of halving: each pixel goes to four places at a quarter, then the transposed convolution, which
    /// is the convolution with the turned kernel. So fused(w) = plain(w turned by 180°, inputs and outputs swapped, over 4).
    /// </summary>
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 4, 3)]
    public void The_fused_form_is_the_transposed_convolution_with_the_kernel_averaged_over_four_places(int count, int height, int width)
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        using var layer = new EnlargingConv2d(Inputs, Outputs, fused: true, random);
        layer.Fill(name => name == "bias", 0.7);
        Tensor x = Tensor.Normal(random, count, Inputs, height, width);
        using torch.Tensor transposed = torch.nn.functional.conv_transpose2d(
            x.Inner, (FourByFour(layer.Weight()) * Gain).Inner, layer.Parameter("bias").Inner, [2, 2], [1, 1]);
        Tensor expected = Tensor.Of(transposed);
        expected.Shape.ToArray().ShouldBe([count, Outputs, 2 * height, 2 * width]);
        layer.Forward(x).ShouldBeNear(expected, 1e-5);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void In_bfloat16_values_and_first_and_second_derivatives_are_near_those_of_float32(bool fused)
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(2);
        using var layer = new EnlargingConv2d(8, 16, fused, random);
        ResamplingLayers.ShouldBeNearFloat32InBFloat16(layer.Forward, Tensor.Normal(random, 2, 8, 8, 8), layer.Weight());
    }

    // [inputs, outputs, 3, 3] to [inputs, outputs, 4, 4].
    private static Tensor FourByFour(Tensor weight)
    {
        double[] small = weight.Values(), large = new double[small.Length / 9 * 16];
        for (int i = 0; i < small.Length; i++)
        {
            int row = i / 3 % 3, column = i % 3;
            foreach (int place in (int[])[(row * 4) + column, (row * 4) + column + 1, ((row + 1) * 4) + column, ((row + 1) * 4) + column + 1])
                large[(i / 9 * 16) + place] += small[i] / 4;
        }

        return Tensor.From<double>(large, [Inputs, Outputs, 4, 4]).To(ScalarType.Float32);
    }
}
