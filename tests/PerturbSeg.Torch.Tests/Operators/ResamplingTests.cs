using PerturbSeg.Torch.Operators;

namespace PerturbSeg.Torch.Tests.Operators;

public sealed class ResamplingTests
{
    private static readonly float[] Four = [1, 2, 3, 4];

    [Fact]
    public void Nearest_doubling_repeats_each_pixel()
    {
        using var scope = new TensorScope();
        Resampling.DoubleNearest(Image(Four, 2)).ToArray<float>().ShouldBe([1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4]);
    }

    [Fact]
    public void Bilinear_doubling_weighs_by_three_quarters_and_one()
    {
        using var scope = new TensorScope();
        Tensor row = Tensor.From<float>([0, 4], [1, 1, 1, 2]);
        Resampling.DoubleBilinear(row).ToArray<float>().ShouldBe([0, 1, 3, 4, 0, 1, 3, 4]);
    }

    [Fact]
    public void Halving_takes_the_mean_or_the_largest_of_four()
    {
        using var scope = new TensorScope();
        Resampling.HalveByMean(Image(Four, 2)).Item().ShouldBe(2.5f);
        Resampling.HalveByMaximum(Image(Four, 2)).Item().ShouldBe(4);
    }

    [Theory]
    [InlineData(Resampling.Outside.Zero, 0)]
    [InlineData(Resampling.Outside.Edge, 3)]
    [InlineData(Resampling.Outside.Mirror, 3)]
    public void A_warp_by_one_pixel_moves_and_answers_outside_as_asked(Resampling.Outside outside, float entered)
    {
        using var scope = new TensorScope();
        Tensor row = Tensor.From<float>([1, 2, 3], [1, 1, 1, 3]);
        Tensor onePixelLeft = Tensor.From<float>([1, 0, 2f / 3, 0, 1, 0], [1, 2, 3]); // a pixel is 2/3 of the coordinates −1 … 1
        Resampling.Warp(row, onePixelLeft, outside).ShouldBeNear([2, 3, entered], 1e-5);
    }

    [Fact]
    public void Places_are_exact_in_mixed_precision()
    {
        using var scope = new TensorScope();
        Tensor third = Tensor.From<float>([1, 0, 1f / 3, 0, 1, 0], [1, 2, 3]);
        Tensor row = Tensor.From<float>([.. Enumerable.Range(0, 256)], [1, 1, 1, 256]).Expand(1, 1, 256, 256);
        Tensor places = Resampling.AffinePlaces(third, 256, 256);
        Tensor warped = Resampling.Warp(row, third, Resampling.Outside.Edge);

        using var mixed = new MixedPrecision(ScalarType.BFloat16);
        Resampling.AffinePlaces(third, 256, 256).ShouldBeNear(places, 0);
        Resampling.Warp(row, third.To(ScalarType.BFloat16), Resampling.Outside.Edge).ShouldBeNear(warped, 128 / 256f); // 1/3 in 8 bits
    }

    private static Tensor Image(float[] values, int width) => Tensor.From<float>(values, [1, 1, values.Length / width, width]);
}
