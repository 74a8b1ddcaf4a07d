using PerturbSeg.Torch;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.Scenes;

namespace PerturbSeg.Training.Tests.Scenes;

public sealed class LayerIndependenceTests
{
    private const int Count = 4;
    private const int Side = 3;

    [Fact]
    public void Both_parts_are_the_papers_bound_with_a_normal_distribution_over_all_pairs_of_scenes()
    {
        using var scope = new TensorScope();
        Layers layers = SceneTensors.Random(Count, Side, Side);
        double[] b = layers.Background.Values(), f = layers.Foreground.Values(), m = Spread(layers.Mask);
        double[] beside = [.. m.Select(value => 1 - value)];
        double under = Bound(Product(m, b), Product(m, f)), rest = Bound(Product(beside, f), Product(beside, b));
        LayerIndependence.UnderMask(layers).ShouldBeNear([under], 1e-12);
        LayerIndependence.BesideMask(layers).ShouldBeNear([rest], 1e-12);
        LayerIndependence.Loss(layers).ShouldBeNear([under + rest], 1e-12);
    }

    [Fact]
    public void The_same_picture_in_both_layers_costs_its_variance_independent_ones_nothing_and_a_negative_less()
    {
        using var scope = new TensorScope();
        Layers independent = SceneTensors.Random(2000, 2, 2);
        independent = independent with { Mask = Tensor.Full([2000, 1, 2, 2], 1, type: ScalarType.Float64) };
        LayerIndependence.Loss(independent).Values()[0].ShouldBe(0, 0.01);
        LayerIndependence.Loss(independent with { Background = independent.Foreground }).Values()[0].ShouldBe(1 / 3.0, 0.01); // uniform in ±1
        LayerIndependence.Loss(independent with { Background = -independent.Foreground }).Values()[0].ShouldBe(-1 / 3.0, 0.01);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Nothing_lies_under_an_empty_mask_and_nothing_beside_a_full_one(double mask)
    {
        using var scope = new TensorScope();
        Layers layers = SceneTensors.Random(Count, Side, Side);
        layers = layers with { Mask = Tensor.Full([Count, 1, Side, Side], mask, type: ScalarType.Float64) };
        Tensor[] all = [layers.Background, layers.Foreground, layers.Mask];
        foreach (Tensor tensor in all)
            tensor.RequiresGradient = true;
        Tensor loss = mask == 0 ? LayerIndependence.UnderMask(layers) : LayerIndependence.BesideMask(layers);
        loss.Values()[0].ShouldBe(0);
        foreach (Tensor gradient in Autograd.Gradients(loss, all))
            gradient.Values().ShouldAllBe(value => value == 0);
    }

    [Fact]
    public void Gradients_agree_with_finite_differences()
        => FiniteDifferences.ShouldMatchGradient(
            layers => LayerIndependence.Loss(new Layers(layers.Slice(1, 0, 3), layers.Slice(1, 3, 6), layers.Slice(1, 6, 7))), // [3, 7, 2, 2]
            [.. FiniteDifferences.Point(3 * 7 * 4).Select(value => value / 2)],
            [3, 7, 2, 2],
            tolerance: 1e-8);

    [Fact]
    public void Colours_beyond_what_can_be_shown_are_not_driven_further()
    {
        using var scope = new TensorScope();
        Layers layers = SceneTensors.Random(Count, Side, Side);
        Tensor background = layers.Background * 1.5;
        background.RequiresGradient = true;
        Tensor gradient = Autograd.Gradients(LayerIndependence.Loss(layers with { Background = background }), [background])[0];
        background.Values().Zip(gradient.Values()).ShouldAllBe(pixel => Math.Abs(pixel.First) > 1 == (pixel.Second == 0));
    }

    [Fact]
    public void One_scene_alone_says_nothing()
    {
        using var scope = new TensorScope();
        LayerIndependence.Loss(SceneTensors.Random(1, Side, Side)).Values()[0].ShouldBe(0);
    }

    // ½ mean (x' − y)² over pairs of different scenes − ½ mean (x − y)² over scenes.
    private static double Bound(double[] hidden, double[] visible)
    {
        int pixels = hidden.Length / Count;
        double apart = 0, together = 0;
        for (int i = 0; i < Count; i++)
        {
            for (int j = 0; j < Count; j++)
            {
                double distance = Enumerable.Range(0, pixels).Average(p => Math.Pow(hidden[(j * pixels) + p] - visible[(i * pixels) + p], 2));
                if (i == j)
                    together += distance / Count;
                else
                    apart += distance / (Count * (Count - 1));
            }
        }

        return (apart - together) / 2;
    }

    private static double[] Product(double[] left, double[] right) => [.. left.Zip(right, (a, b) => a * b)];

    // The mask for each of three channels.
    private static double[] Spread(Tensor mask) => mask.Expand(Count, 3, Side, Side).Contiguous().Values();
}
