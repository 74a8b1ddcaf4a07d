using PerturbSeg.Torch;
using PerturbSeg.Torch.Operators;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.Networks.StyleGan1;

namespace PerturbSeg.Training.Tests.Networks.StyleGan1;

public sealed class BlurTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 4)]
    [InlineData(5, 8)]
    public void It_is_the_convolution_with_1_2_1_both_ways_over_16(int height, int width)
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        Tensor x = Tensor.Normal(random, 2, 1, height, width);
        Tensor kernel = Tensor.From<float>([1, 2, 1, 2, 4, 2, 1, 2, 1], [1, 1, 3, 3]) / 16;
        Tensor two = Tensor.Concatenate([x, x * 2], 1);
        Blur.Apply(x).ShouldBeNear(Convolution.Conv2d(x, kernel, null, 1, 1), 1e-6);
        Blur.Apply(two).ShouldBeNear(Tensor.Concatenate([Blur.Apply(x), Blur.Apply(x) * 2], 1), 1e-6); // channels do not mix
    }
}
