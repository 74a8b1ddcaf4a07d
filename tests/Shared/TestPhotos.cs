using PerturbSeg.Imaging;

namespace PerturbSeg.Tests.Shared;

/// <summary>Small photos painted by formula.</summary>
internal static class TestPhotos
{
    public static Photo Plain(int width, int height, byte red, byte green, byte blue) => Paint(width, height, (_, _) => (red, green, blue));

    public static Photo LeftRight(int width, int height, (byte, byte, byte) left, (byte, byte, byte) right)
        => Paint(width, height, (x, _) => x < width / 2 ? left : right);

    public static Photo Gradient(int width, int height)
        => Paint(width, height, (x, y) => ((byte)(255 * x / width), (byte)(255 * y / height), (byte)((x + y) % 256 / 2)));

    public static Photo Noise(int width, int height, int seed)
    {
        byte[] pixels = new byte[width * height * 3];
        new Random(seed).NextBytes(pixels);
        return new Photo(width, height, pixels);
    }

    public static void ShouldBeNearly(ReadOnlySpan<byte> pixel, int red, int green, int blue, int within)
    {
        ((int)pixel[0]).ShouldBe(red, within);
        ((int)pixel[1]).ShouldBe(green, within);
        ((int)pixel[2]).ShouldBe(blue, within);
    }

    private static void ShouldBe(this int actual, int expected, int within)
        => Math.Abs(actual - expected).ShouldBeLessThanOrEqualTo(within, $"expected {expected}, found {actual}");

    private static Photo Paint(int width, int height, Func<int, int, (byte Red, byte Green, byte Blue)> colour)
    {
        byte[] pixels = new byte[width * height * 3];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                int place = 3 * ((y * width) + x);
                (pixels[place], pixels[place + 1], pixels[place + 2]) = colour(x, y);
            }
        }

        return new Photo(width, height, pixels);
    }
}
