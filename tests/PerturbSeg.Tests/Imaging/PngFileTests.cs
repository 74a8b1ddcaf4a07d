using PerturbSeg.Imaging;
using PerturbSeg.Tests.Shared;

namespace PerturbSeg.Tests.Imaging;

public sealed class PngFileTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(1, 7, 3)]
    [InlineData(67, 5, 3)]
    [InlineData(33, 31, 4)]
    [InlineData(200, 3, 1)]
    public void EveryPixelComesBack(int width, int height, int channels)
    {
        byte[] pixels = new byte[width * height * channels];
        new Random(3).NextBytes(pixels);

        (int readWidth, int readHeight, int samples, byte[] read, _) = PngReader.Read(PngFile.Encode(width, height, channels, pixels));

        (readWidth, readHeight, samples).ShouldBe((width, height, channels));
        read.ShouldBe(pixels);
    }

    [Fact]
    public void SmoothImagesAreStoredAsDifferencesAndShrink()
    {
        const int Side = 128;
        byte[] pixels = new byte[Side * Side * 3];
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)((i / 3 % Side) + (i / 3 / Side) + (17 * (i % 3)));

        byte[] file = PngFile.Encode(Side, Side, 3, pixels);

        file.Length.ShouldBeLessThan(pixels.Length / 50);
        PngReader.Read(file).Filters.ShouldNotContain((byte)0);
    }

    [Fact]
    public void SmallMasksStaySmall()
        => PngFile.Encode(32, 32, 1, [.. Enumerable.Range(0, 32 * 32).Select(i => (byte)(i % 32 < 16 ? 255 : 0))]).Length.ShouldBeLessThan(200);

    [Fact]
    public void AWrongByteCountIsRefusedWithBothNumbers()
    {
        Exception error = Should.Throw<ArgumentException>(() => PngFile.Encode(2, 2, 3, new byte[11]));
        error.Message.ShouldContain("12");
        error.Message.ShouldContain("11");
    }

    [Fact]
    public void EmptyImagesAndOtherChannelsAreRefused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => PngFile.Encode(0, 1, 1, []));
        Should.Throw<ArgumentOutOfRangeException>(() => PngFile.Encode(1, 1, 2, new byte[2]));
    }
}
