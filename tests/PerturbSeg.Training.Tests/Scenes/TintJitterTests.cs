using PerturbSeg.Torch;
using PerturbSeg.Training.Scenes;

namespace PerturbSeg.Training.Tests.Scenes;

public sealed class TintJitterTests
{
    [Fact]
    public void Strength_0_changes_nothing()
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        Layers layers = SceneTensors.Random(2, 3, 3);
        new TintJitter(0).Apply(layers, random).Background.ShouldBeSame(layers.Background);
    }

    [Fact]
    public void Each_channel_gets_one_factor_and_one_offset_within_the_strength()
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        const int count = 500;
        const double strength = 0.4;
        Tensor background = Tensor.From<double>([0, 1, -0.5], [1, 1, 1, 3]).Expand(count, 3, 1, 3);
        var layers = new Layers(background, background, background.Slice(1, 0, 1));
        Layers tinted = new TintJitter(strength).Apply(layers, random);
        double[] values = tinted.Background.ToArray<double>();
        var factors = new List<double>();
        for (int i = 0; i < values.Length; i += 3)
        {
            double offset = values[i], factor = values[i + 1] - offset;
            values[i + 2].ShouldBe((-0.5 * factor) + offset, 1e-6);
            offset.ShouldBeInRange(-strength, strength);
            factors.Add(factor);
        }

        factors.Min().ShouldBeInRange(1 - (strength / 2) - 1e-6, 0.81);
        factors.Max().ShouldBeInRange(1.19, 1 + (strength / 2) + 1e-6);
        tinted.Foreground.ShouldBeSameAs(layers.Foreground);
        tinted.Mask.ShouldBeSameAs(layers.Mask);
    }
}
