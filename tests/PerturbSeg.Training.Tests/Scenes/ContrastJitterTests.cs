using PerturbSeg.Torch;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.Scenes;

namespace PerturbSeg.Training.Tests.Scenes;

public sealed class ContrastJitterTests
{
    private static readonly long[] Pixels = [2, 3];

    [Fact]
    public void A_factor_of_1_changes_nothing()
    {
        using var scope = new TensorScope();
        Layers layers = SceneTensors.Random(2, 4, 3);
        ContrastJitter.Scale(layers, Factors(1, 1)).Background.ShouldBeNear(layers.Background, 1e-14);
    }

    [Fact]
    public void Less_contrast_keeps_the_mean_of_each_channel()
    {
        using var scope = new TensorScope();
        Layers layers = SceneTensors.Random(2, 4, 3);
        Tensor scaled = ContrastJitter.Scale(layers, Factors(0.7, 0)).Background;
        scaled.Mean(Pixels).ShouldBeNear(layers.Background.Mean(Pixels), 1e-14);
        scaled.Slice(0, 1, 2).ShouldBeNear(layers.Background.Slice(0, 1, 2).Mean(Pixels, keep: true).Expand(1, 3, 4, 3), 1e-14);
    }

    [Fact]
    public void More_contrast_is_limited_to_the_channels_own_range()
    {
        using var scope = new TensorScope();
        double[] values = [-0.5, 0, 0.1, 0.4]; // mean 0
        Tensor background = Tensor.From<double>(values, [1, 1, 2, 2]).Expand(1, 3, 2, 2);
        var layers = new Layers(background, background, background.Slice(1, 0, 1));
        double[] scaled = [-0.5, 0, 0.2, 0.4];
        ContrastJitter.Scale(layers, Tensor.Full([1, 1, 1, 1], 2, type: ScalarType.Float64)).Background
            .ShouldBeNear([.. scaled, .. scaled, .. scaled], 1e-14);
    }

    [Fact]
    public void Factors_fill_the_range_about_1_and_stay_inside()
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        const int count = 1000;
        // Mean 0; the inner values ±0.5 are scaled, the outer ones keep the range.
        Tensor background = Tensor.From<float>([-1, -0.5f, 0.5f, 1], [1, 1, 2, 2]).Expand(count, 3, 2, 2);
        var layers = new Layers(background, background, background.Slice(1, 0, 1));
        Layers jittered = new ContrastJitter(0.3).Apply(layers, random);
        double[] factors = (jittered.Background.Slice(1, 0, 1).Slice(2, 1, 2).Slice(3, 0, 1) * 2).Values();
        factors.ShouldAllBe(factor => factor >= 0.6999 && factor <= 1.3001);
        factors.Min().ShouldBeLessThan(0.71);
        factors.Max().ShouldBeGreaterThan(1.29);
        jittered.Foreground.ShouldBeSameAs(layers.Foreground);
        jittered.Mask.ShouldBeSameAs(layers.Mask);
    }

    private static Tensor Factors(double first, double second) => Tensor.From<double>([first, second], [2, 1, 1, 1]);
}
