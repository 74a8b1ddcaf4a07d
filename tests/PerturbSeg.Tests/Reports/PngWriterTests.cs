namespace PerturbSeg.Reports;

public sealed class PngWriterTests
{
    [Theory]
    [InlineData(1, 1, PngColor.Grey)]
    [InlineData(1, 7, PngColor.Rgb)]
    [InlineData(67, 5, PngColor.Rgb)]
    [InlineData(33, 31, PngColor.Rgba)]
    [InlineData(200, 3, PngColor.Grey)]
    public void EveryPixelComesBack(int width, int height, PngColor color)
    {
        byte[] pixels = new byte[width * height * (int)color];
        new Random(3).NextBytes(pixels);

        (int readWidth, int readHeight, int samples, byte[] read, _) = PngReader.Read(PngWriter.Encode(width, height, color, pixels));

        (readWidth, readHeight, samples).ShouldBe((width, height, (int)color));
        read.ShouldBe(pixels);
    }

    [Fact]
    public void SmoothImagesAreStoredAsDifferencesAndShrink()
    {
        const int Side = 128;
        byte[] pixels = new byte[Side * Side * 3];
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)((i / 3 % Side) + (i / 3 / Side) + (17 * (i % 3)));

        byte[] file = PngWriter.Encode(Side, Side, PngColor.Rgb, pixels);

        file.Length.ShouldBeLessThan(pixels.Length / 50);
        PngReader.Read(file).Filters.ShouldNotContain((byte)0);
    }

    [Fact]
    public void TheStreamStaysOpenForMore()
    {
        using var stream = new MemoryStream();
        PngWriter.Write(stream, 1, 1, PngColor.Grey, [9]);
        stream.WriteByte(1);
        PngReader.Read(stream.ToArray()[..^1]).Pixels.ShouldBe([9]);
    }

    [Fact]
    public void AWrongByteCountIsRefusedWithBothNumbers()
    {
        Exception error = Should.Throw<ArgumentException>(() => PngWriter.Encode(2, 2, PngColor.Rgb, new byte[11]));
        error.Message.ShouldContain("12");
        error.Message.ShouldContain("11");
    }

    [Fact]
    public void EmptyAndUnknownFormatsAreRefused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => PngWriter.Encode(0, 1, PngColor.Grey, []));
        Should.Throw<ArgumentOutOfRangeException>(() => PngWriter.Encode(1, 1, PngColor.None, []));
    }
}
