using PerturbSeg.Torch;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.Scenes;

namespace PerturbSeg.Training.Tests.Scenes;

public sealed class ForegroundScaleTests
{
    [Fact]
    public void A_factor_of_1_changes_nothing()
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        Layers layers = SceneTensors.Random(2, 5, 5);
        foreach (Layers scaled in new[] { Scale(layers, 1, 1), new ForegroundScale(0).Apply(layers, random) })
        {
            scaled.Foreground.ShouldBeNear(layers.Foreground, 1e-14);
            scaled.Mask.ShouldBeNear(layers.Mask, 1e-14);
            scaled.Background.ShouldBeSameAs(layers.Background);
        }
    }

    // Pixel i of 4 lies at (2i + 1) / 4 − 1; divided by the factor, 2 takes it to pixel 0.75 + i / 2, and ½ to pixel 2i − 1.5.
    [Theory]
    [InlineData(2, new[] { 1.75, 2.5, 3.5, 5 })]
    [InlineData(0.5, new[] { 0, 1.5, 6, 0 })]
    public void A_row_worked_by_hand_is_enlarged_or_shrunk_about_the_middle_and_what_enters_is_zero(double factor, double[] expected)
    {
        using var scope = new TensorScope();
        double[] row = [1, 2, 4, 8];
        Tensor columns = Tensor.From<double>(row, [1, 1, 1, 4]).Expand(1, 4, 4, 4); // the same in all rows, and in foreground and mask
        Layers scaled = Scale(new Layers(columns.Slice(1, 0, 3), columns.Slice(1, 0, 3), columns.Slice(1, 3, 4)), factor);
        Tensor middle = Tensor.Concatenate([scaled.Foreground, scaled.Mask], 1).Slice(2, 1, 2);
        middle.ShouldBeNear([.. expected, .. expected, .. expected, .. expected], 1e-12);
    }

    [Fact]
    public void Each_scene_has_its_own_factor_and_a_transposed_scene_scales_to_the_transposed_result()
    {
        using var scope = new TensorScope();
        Layers layers = SceneTensors.Random(2, 6, 6), transposed = new(
            layers.Background.Transpose(2, 3), layers.Foreground.Transpose(2, 3), layers.Mask.Transpose(2, 3));
        Layers scaled = Scale(layers, 1.3, 0.6);
        scaled.Mask.Slice(0, 1, 2).ShouldBeNear(Scale(layers.Slice(1, 2), 0.6).Mask, 1e-12);
        Scale(transposed, 1.3, 0.6).Foreground.ShouldBeNear(scaled.Foreground.Transpose(2, 3), 1e-12);
    }

    [Fact]
    public void A_plain_object_keeps_its_colour_and_lies_over_the_same_background()
    {
        using var scope = new TensorScope();
        const int side = 16;
        Layers layers = SceneTensors.Plain(1, side, background: -0.5, foreground: 0.75, mask: 0) with
        {
            Mask = SceneTensors.Mask(1, side, (_, row, column) => Math.Max(Math.Abs(row - 7.5), Math.Abs(column - 7.5)) < 4 ? 1 : 0),
        };
        foreach ((double factor, double pixels) in new[] { (1.0, 64.0), (1.5, 144.0), (0.5, 16.0) })
        {
            Layers scaled = Scale(layers, factor);
            scaled.Mask.Sum().Item().ShouldBe((float)pixels, 0.1f * (float)pixels); // an area goes with the square of the factor
            scaled.Composite().ShouldBeNear((scaled.Mask * 1.25) + -0.5 + Tensor.Zeros([1, 3, side, side]), 1e-5);
        }
    }

    [Fact]
    public void Factors_fill_the_range_evenly_in_their_logarithm()
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        const int count = 1000;
        Tensor places = ((Tensor.Range(0, 8) * 0.25) - 0.875).Reshape(1, 1, 1, 8).Expand(count, 3, 8, 8); // where a pixel lies, in [−1, 1]
        var layers = new Layers(places, places, places.Slice(1, 0, 1));
        Tensor scaled = new ForegroundScale(0.3).Apply(layers, random).Foreground;
        double[] logarithms = [.. scaled.Slice(1, 0, 1).Slice(2, 3, 4).Slice(3, 5, 6).Values().Select(place => Math.Log(0.375 / place))];
        logarithms.ShouldAllBe(value => Math.Abs(value) < 0.3001);
        logarithms.Min().ShouldBeLessThan(-0.29);
        logarithms.Max().ShouldBeGreaterThan(0.29);
        logarithms.Average().ShouldBe(0, 0.025); // standard deviation of the mean 0.0055
    }

    [Fact]
    public void In_a_stretch_of_narrow_numbers_places_are_as_exact_as_without()
    {
        using var scope = new TensorScope();
        Layers layers = SceneTensors.Random(1, 64, 64), narrow, wide;
        layers = new Layers(layers.Background.To(ScalarType.Float32), layers.Foreground.To(ScalarType.Float32), layers.Mask.To(ScalarType.Float32));
        wide = Scale(layers, 1.1);
        using (new MixedPrecision(ScalarType.BFloat16))
            narrow = Scale(layers, 1.1);
        narrow.Foreground.ShouldBeNear(wide.Foreground, 1e-7);
    }

    private static Layers Scale(Layers layers, params double[] factors)
        => ForegroundScale.Scale(layers, Tensor.From<double>(factors, [factors.Length, 1]).To(layers.Mask.Type));
}
