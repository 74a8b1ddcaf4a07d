using PerturbSeg.Networks.StyleGan1;
using PerturbSeg.Torch;
using PerturbSeg.Torch.Tests;

namespace PerturbSeg.Tests.Networks.StyleGan1;

public sealed class EnlargingConv2dTests
{
    private const int Inputs = 3;
    private const int Outputs = 4;

    /// <summary>
    /// The fused form is the transpose of halving: each pixel goes to four places at a quarter, then the transposed convolution, which is
    /// the convolution with the turned kernel. So fused(w) = plain(w turned by 180°, inputs and outputs swapped, over 4).
    /// </summary>
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 4, 3)]
    public void The_fused_form_is_the_plain_one_with_a_quarter_of_the_turned_kernel(int count, int height, int width)
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        using EnlargingConv2d plain = new(Inputs, Outputs, fused: false, random), fused = new(Inputs, Outputs, fused: true, random);
        plain.Fill(name => name == "convolution.bias", 0.7);
        fused.Fill(name => name == "bias", 0.7);
        using (Autograd.NoGradient())
            plain.Parameter("convolution.weight").CopyFrom(Turned(fused.Parameter("weight")) * 0.25);
        Tensor x = Tensor.Normal(random, count, Inputs, height, width);
        Tensor y = fused.Forward(x);
        y.Shape.ToArray().ShouldBe([count, Outputs, 2 * height, 2 * width]);
        y.ShouldBeNear(plain.Forward(x), 1e-5);
    }

    // [inputs, outputs, 3, 3] to [outputs, inputs, 3, 3].
    private static Tensor Turned(Tensor weight) => weight.Transpose(0, 1).Flip(2, 3);
}
