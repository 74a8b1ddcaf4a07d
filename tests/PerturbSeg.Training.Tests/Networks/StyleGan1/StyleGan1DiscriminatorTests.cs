using PerturbSeg.Torch;
using PerturbSeg.Torch.Operators;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Networks.StyleGan1;

namespace PerturbSeg.Training.Tests.Networks.StyleGan1;

public sealed class StyleGan1DiscriminatorTests
{
    [Theory]
    [InlineData(8, 1)]
    [InlineData(16, 4)]
    [InlineData(32, 3)]
    [InlineData(128, 2)]
    public void It_gives_one_logit_an_image_and_feature_maps_down_to_4_by_4(int side, int count)
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        using var discriminator = new StyleGan1Discriminator(TinyNetworks.StyleGan1(128), random) { Growth = new Growth(side) };
        Tensor images = Tensor.Normal(random, count, 3, side, side);
        discriminator.Forward(images).ToString().ShouldBe($"Float32[{count}, 1]");
        long[] sides = [.. discriminator.Features(images).Select(features => features.Shape[3])];
        sides.ShouldBe([.. Enumerable.Range(1, int.Log2(side) - 2).Select(halvings => (long)side >> halvings)]);
    }

    [Fact]
    public void A_side_that_begins_to_fade_in_is_judged_by_the_halved_image()
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        using var discriminator = new StyleGan1Discriminator(TinyNetworks.StyleGan1(16), random);
        Tensor images = Tensor.Normal(random, 3, 3, 16, 16);
        Tensor grown = discriminator.Features(images)[0];
        discriminator.Growth = new Growth(16, 0);
        Tensor begun = discriminator.Features(images)[0];
        double[] logits = discriminator.Forward(images).Values();
        discriminator.Growth = new Growth(16, 0.25);
        discriminator.Features(images)[0].ShouldBeNear((begun * 0.75) + (grown * 0.25), 1e-5);
        discriminator.Growth = new Growth(8);
        discriminator.Forward(Resampling.HalveByMean(images)).Values().ShouldBe(logits);
    }

    [Fact]
    public void Inputs_and_blocks_of_other_sides_take_no_part()
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        using var discriminator = new StyleGan1Discriminator(TinyNetworks.StyleGan1(16) with { LargestResolution = 32 }, random);
        Tensor images = Tensor.Normal(random, 2, 3, 16, 16);
        double[] logits = discriminator.Forward(images).Values();
        string[] others = ["input32", "convolution32", "halving32", "input8", "input4"];
        discriminator.Fill(name => others.Contains(name.Split('.')[0]), double.NaN);
        discriminator.Forward(images).Values().ShouldBe(logits);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(12)]
    [InlineData(32)]
    public void A_side_without_a_block_is_refused_with_those_there_are(int side)
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        using var discriminator = new StyleGan1Discriminator(TinyNetworks.StyleGan1(16), random);
        Should.Throw<ArgumentOutOfRangeException>(() => discriminator.Growth = new Growth(side)).Message.ShouldContain("only for 8, 16.");
        discriminator.Growth.ShouldBe(new Growth(16));
    }
}
