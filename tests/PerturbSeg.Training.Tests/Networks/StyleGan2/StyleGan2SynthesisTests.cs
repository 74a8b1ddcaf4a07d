using PerturbSeg.Torch;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.Networks.StyleGan2;
using PerturbSeg.Training.Scenes;

namespace PerturbSeg.Training.Tests.Networks.StyleGan2;

public sealed class StyleGan2SynthesisTests
{
    [Theory]
    [InlineData(8, 3)]
    [InlineData(16, 5)]
    [InlineData(32, 7)]
    public void A_picture_takes_a_style_for_the_start_and_two_for_each_doubling(int resolution, int styles)
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        using var network = new StyleGan2Synthesis(TinyNetworks.Options(resolution), 4, WrappedAxes.None, random);
        network.StyleCount.ShouldBe(styles);
        network.Forward(Tensor.Normal(random, 3, 6), noise: null).ToString().ShouldBe($"Float32[3, 4, {resolution}, {resolution}]");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void One_style_repeated_for_each_layer_paints_the_same_picture(bool styledStart)
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        using var network = new StyleGan2Synthesis(TinyNetworks.Options(16) with { StyledStart = styledStart }, 3, WrappedAxes.X, random);
        Tensor style = Tensor.Normal(random, 2, 6);
        Tensor repeated = style.Reshape(2, 1, 6).Expand(2, network.StyleCount, 6);
        network.Forward(repeated, noise: null).ShouldBeNear(network.Forward(style, noise: null), 1e-5);
    }

    [Fact]
    public void Every_layers_style_changes_the_picture()
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        using var network = new StyleGan2Synthesis(TinyNetworks.Options(), 3, WrappedAxes.None, random);
        Tensor styles = Tensor.Normal(random, 1, network.StyleCount, 6);
        double[] painted = network.Forward(styles, noise: null).Values();
        for (int layer = 0; layer < network.StyleCount; layer++)
        {
            Tensor changed = Tensor.Concatenate(
                [styles.Slice(1, 0, layer), styles.Slice(1, layer, layer + 1) + 1.0, styles.Slice(1, layer + 1, network.StyleCount)], 1);
            network.Forward(changed, noise: null).Values().ShouldNotBe(painted, $"style {layer}");
        }
    }

    [Fact]
    public void Without_noise_the_same_style_paints_the_same_bits_and_noise_of_a_seed_repeats()
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        using var network = new StyleGan2Synthesis(TinyNetworks.Options(), 3, WrappedAxes.None, random);
        network.Fill(name => name.EndsWith("noise_strength", StringComparison.Ordinal), 0.5);
        Tensor style = Tensor.Normal(random, 2, 6);
        double[] plain = network.Forward(style, noise: null).Values();
        network.Forward(style, noise: null).Values().ShouldBe(plain);
        using RandomGenerator first = new(3), second = new(3), other = new(4);
        double[] grainy = network.Forward(style, first).Values();
        grainy.ShouldNotBe(plain);
        network.Forward(style, second).Values().ShouldBe(grainy);
        network.Forward(style, other).Values().ShouldNotBe(grainy);
    }

    [Theory]
    [InlineData(WrappedAxes.X)]
    [InlineData(WrappedAxes.Y)]
    [InlineData(WrappedAxes.Both)]
    public void Painted_going_around_a_picture_turns_with_its_start_and_has_no_seam(WrappedAxes wrapped)
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        using var network = new StyleGan2Synthesis(TinyNetworks.Options(16) with { StyledStart = false }, 3, wrapped, random);
        Tensor style = Tensor.Normal(random, 2, 6), start = network.Parameter("start");
        Tensor expected = TinyNetworks.Roll(network.Forward(style, noise: null), wrapped, 4); // a pixel of the start is four of the picture
        using (Autograd.NoGradient())
            start.CopyFrom(TinyNetworks.Roll(start, wrapped, 1).Clone());
        network.Forward(style, noise: null).ShouldBeNear(expected, 1e-5);
    }
}
