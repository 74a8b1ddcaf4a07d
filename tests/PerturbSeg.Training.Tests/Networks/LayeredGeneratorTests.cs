using PerturbSeg.Torch;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Scenes;

namespace PerturbSeg.Training.Tests.Networks;

public sealed class LayeredGeneratorTests
{
    [Theory]
    [InlineData(8, 1)]
    [InlineData(16, 3)]
    [InlineData(32, 2)]
    public void Layers_have_the_resolution_and_masks_lie_between_0_and_1(int resolution, int count)
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        using var generator = new LayeredGenerator(TinyNetworks.Options(resolution), random);
        Tensor z = Tensor.Normal(random, count, 6);
        Layers layers = generator.Forward(z, z, random);
        layers.Background.ToString().ShouldBe($"Float32[{count}, 3, {resolution}, {resolution}]");
        layers.Foreground.ToString().ShouldBe($"Float32[{count}, 3, {resolution}, {resolution}]");
        layers.Mask.ToString().ShouldBe($"Float32[{count}, 1, {resolution}, {resolution}]");
        layers.Mask.Values().ShouldAllBe(value => value > 0 && value < 1);
    }

    [Fact]
    public void In_bfloat16_layers_are_float32_and_near_those_without()
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        using var generator = new LayeredGenerator(TinyNetworks.Options(16), random);
        Tensor z = Tensor.Normal(random, 2, 6);
        Layers wide = generator.Forward(z, z, noise: null), narrow;
        using (new MixedPrecision(ScalarType.BFloat16))
            narrow = generator.Forward(z, z, noise: null);
        foreach ((Tensor actual, Tensor expected) in new[] { (narrow.Background, wide.Background), (narrow.Foreground, wide.Foreground), (narrow.Mask, wide.Mask) })
        {
            actual.Type.ShouldBe(ScalarType.Float32);
            actual.RelativeErrorTo(expected).ShouldBeLessThan(0.03);
        }
    }

    [Fact]
    public void Each_layer_depends_on_its_own_latent_alone()
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        using var generator = new LayeredGenerator(TinyNetworks.Options(), random);
        Tensor a = Tensor.Normal(random, 1, 6), b = Tensor.Normal(random, 1, 6);
        Layers both = generator.Forward(a, a, noise: null), mixed = generator.Forward(a, b, noise: null);
        mixed.Background.Values().ShouldBe(both.Background.Values());
        mixed.Foreground.Values().ShouldNotBe(both.Foreground.Values());
        mixed.Mask.Values().ShouldNotBe(both.Mask.Values());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(0)]
    public void Masks_start_central_about_plus_strength_in_the_middle_and_minus_strength_at_the_frame(double strength)
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        using var generator = new LayeredGenerator(TinyNetworks.Options() with { CentralStart = strength }, random);
        generator.Fill(name => name.StartsWith("foreground.output", StringComparison.Ordinal), 0);
        Tensor z = Tensor.Normal(random, 1, 6);
        double[] logits = [.. generator.Forward(z, z, noise: null).Mask.Values().Select(m => Math.Log(m / (1 - m)))];
        for (int place = 0; place < 64; place++)
        {
            int row = place / 8, column = place % 8;
            if (row is 3 or 4 && column is 3 or 4)
                logits[place].ShouldBeInRange((0.8 * strength) - 1e-4, strength + 1e-4);
            if (row is 0 or 7 || column is 0 or 7)
                logits[place].ShouldBeInRange(-strength - 1e-4, (-0.7 * strength) + 1e-4);
        }
    }
}
