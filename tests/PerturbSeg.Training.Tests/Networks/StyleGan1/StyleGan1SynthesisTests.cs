using PerturbSeg.Torch;
using PerturbSeg.Torch.Operators;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Networks.StyleGan1;

namespace PerturbSeg.Training.Tests.Networks.StyleGan1;

public sealed class StyleGan1SynthesisTests
{
    [Theory]
    [InlineData(8, 2)]
    [InlineData(16, 3)]
    [InlineData(32, 4)]
    [InlineData(64, 5)]
    public void At_each_side_a_picture_takes_a_style_for_each_block_up_to_it(int side, int styles)
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        using var network = new StyleGan1Synthesis(TinyNetworks.StyleGan1(64), 4, random) { Growth = new Growth(side) };
        network.StyleCount.ShouldBe(styles);
        network.Forward(Tensor.Normal(random, 3, 6), random).ToString().ShouldBe($"Float32[3, 4, {side}, {side}]");
        network.Forward(Tensor.Normal(random, 2, styles, 6), random).ToString().ShouldBe($"Float32[2, 4, {side}, {side}]");
    }

    [Theory]
    [InlineData(8)]
    [InlineData(64)]
    public void A_side_that_begins_to_fade_in_paints_the_enlarged_picture_of_half_the_side(int side)
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        using var network = new StyleGan1Synthesis(TinyNetworks.StyleGan1(64), 3, random);
        Tensor style = Tensor.Normal(random, 2, 6);
        Tensor Paint(Growth growth)
        {
            network.Growth = growth;
            return network.Forward(style, noise: null);
        }

        Tensor before = Resampling.DoubleNearest(Paint(new Growth(side / 2))), after = Paint(new Growth(side));
        Paint(new Growth(side, 0)).Values().ShouldBe(before.Values());
        after.Values().ShouldNotBe(before.Values());
        Paint(new Growth(side, 0.25)).ShouldBeNear((before * 0.75) + (after * 0.25), 1e-5);
    }

    [Fact]
    public void Layers_of_finer_sides_take_no_part_before_their_turn()
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        using var network = new StyleGan1Synthesis(TinyNetworks.StyleGan1() with { LargestResolution = 32 }, 3, random);
        Tensor style = Tensor.Normal(random, 2, 6);
        double[] painted = network.Forward(style, noise: null).Values();
        network.Fill(name => name.StartsWith("block16", StringComparison.Ordinal) || name.StartsWith("output32", StringComparison.Ordinal), double.NaN);
        network.Forward(style, noise: null).Values().ShouldBe(painted);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_layers_style_changes_the_picture(int layer)
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        using var network = new StyleGan1Synthesis(TinyNetworks.StyleGan1(16), 3, random);
        Tensor styles = Tensor.Normal(random, 1, 3, 6);
        Tensor changed = Tensor.Concatenate([styles.Slice(1, 0, layer), styles.Slice(1, layer, layer + 1) + 1.0, styles.Slice(1, layer + 1, 3)], 1);
        network.Forward(changed, noise: null).Values().ShouldNotBe(network.Forward(styles, noise: null).Values());
    }

    [Fact]
    public void Noise_of_a_seed_repeats_once_it_has_strength()
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        using var network = new StyleGan1Synthesis(TinyNetworks.StyleGan1(), 3, random);
        network.Fill(name => name.EndsWith("strength", StringComparison.Ordinal), 0.5);
        Tensor style = Tensor.Normal(random, 2, 6);
        using RandomGenerator first = new(3), second = new(3), other = new(4);
        double[] grainy = network.Forward(style, first).Values();
        network.Forward(style, second).Values().ShouldBe(grainy);
        network.Forward(style, other).Values().ShouldNotBe(grainy);
        network.Forward(style, noise: null).Values().ShouldNotBe(grainy);
    }

    [Fact]
    public void A_side_beyond_what_was_built_is_refused_and_the_growth_kept()
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        using var network = new StyleGan1Synthesis(TinyNetworks.StyleGan1() with { LargestResolution = 16 }, 3, random);
        network.Growth.ShouldBe(new Growth(8));
        network.Growth = new Growth(16);
        Should.Throw<ArgumentOutOfRangeException>(() => network.Growth = new Growth(32));
        network.Growth.ShouldBe(new Growth(16));
    }
}
