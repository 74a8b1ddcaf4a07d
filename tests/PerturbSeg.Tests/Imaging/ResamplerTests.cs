using PerturbSeg.Imaging;
using PerturbSeg.Tests.Shared;

namespace PerturbSeg.Tests.Imaging;

public sealed class ResamplerTests
{
    [Theory]
    [InlineData(ResizeFilter.Linear)]
    [InlineData(ResizeFilter.Cubic)]
    public void A_mirrored_mask_is_enlarged_to_the_mirror_image(ResizeFilter filter)
    {
        float[] mask = [0, 0.25f, 1, 0.5f];
        float[] enlarged = Resampler.Resize(mask, 4, 1, 30, 1, filter);
        float[] mirrored = Resampler.Resize(mask.Reverse().ToArray(), 4, 1, 30, 1, filter).Reverse().ToArray();
        for (int i = 0; i < 30; i++)
            enlarged[i].ShouldBe(mirrored[i], 0.02f, $"place {i}");
    }

    [Fact]
    public void The_linear_filter_agrees_with_bilinear_interpolation_between_pixel_centres()
    {
        float[] mask = [0, 1, 0.5f, 0.25f];
        float[] enlarged = Resampler.Resize(mask, 4, 1, 16, 1);
        for (int i = 0; i < 16; i++)
        {
            float place = Math.Clamp(((i + 0.5f) / 4) - 0.5f, 0, 3);
            int left = Math.Min((int)place, 2);
            float expected = mask[left] + ((place - left) * (mask[left + 1] - mask[left]));
            enlarged[i].ShouldBe(expected, 0.02f, $"place {i}");
        }
    }

    [Fact]
    public void The_linear_filter_keeps_to_the_range()
    {
        float[] mask = [.. Enumerable.Range(0, 64).Select(i => (i * 7 % 3) > 0 ? 1f : 0f)];
        Resampler.Resize(mask, 8, 8, 100, 61).ShouldAllBe(value => value >= 0 && value <= 1);
        Resampler.Resize(mask, 8, 8, 3, 5).ShouldAllBe(value => value >= 0 && value <= 1);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 97)]
    [InlineData(313, 7)]
    public void Every_size_is_met_exactly(int width, int height)
    {
        TestPhotos.Gradient(36, 20).Resize(width, height).Pixels.Length.ShouldBe(width * height * 3);
        new GreyImage(3, 2, [9, 9, 9, 9, 9, 9]).Resize(width, height).Pixels.ShouldAllBe(value => value == 9);
    }

    [Fact]
    public void Shrinking_averages_instead_of_picking()
    {
        byte[] stripes = [.. Enumerable.Range(0, 64 * 64).Select(i => (byte)(i % 2 == 0 ? 0 : 200))];
        new GreyImage(64, 64, stripes).Resize(8, 8).Pixels.ShouldAllBe(value => value > 95 && value < 105);
    }

    [Fact]
    public void A_wrong_number_of_pixels_is_refused()
        => Should.Throw<ArgumentException>(() => Resampler.Resize(new byte[5], 2, 3, 1, 4, 4, ResizeFilter.Linear));
}
