using PerturbSeg.Torch;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.Networks.StyleGan1;

namespace PerturbSeg.Training.Tests.Networks.StyleGan1;

public sealed class HalvingConv2dTests
{
    [Theory]
    [InlineData(1, 2, 2)]
    [InlineData(3, 8, 6)]
    public void For_one_weight_the_fused_form_is_the_plain_one(int count, int height, int width)
    {
        using var scope = new TensorScope();
        using RandomGenerator random = new(1), same = new(1);
        using HalvingConv2d plain = new(3, 4, fused: false, random), fused = new(3, 4, fused: true, same);
        foreach (HalvingConv2d layer in (HalvingConv2d[])[plain, fused])
            layer.Fill(name => name == "bias", 0.7);
        Tensor x = Tensor.Normal(random, count, 3, height, width);
        Tensor expected = plain.Forward(x);
        expected.Shape.ToArray().ShouldBe([count, 4, height / 2, width / 2]);
        fused.Forward(x).ShouldBeNear(expected, 1e-5);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void In_bfloat16_values_and_first_and_second_derivatives_are_near_those_of_float32(bool fused)
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(2);
        using var layer = new HalvingConv2d(8, 16, fused, random);
        ResamplingLayers.ShouldBeNearFloat32InBFloat16(layer.Forward, Tensor.Normal(random, 2, 8, 8, 8), layer.Weight());
    }
}
