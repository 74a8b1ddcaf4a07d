using PerturbSeg.Imaging;
using PerturbSeg.Masks;
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
    public void AMaskIsDecidedByOneRule()
    {
        float[] soft = [0, 0.49999f, 0.5f, 1, float.NaN, 0.50001f];
        (int width, int height, int samples, byte[] read, _) = PngReader.Read(PngFile.EncodeDecided(3, 2, soft, BinaryMask.Threshold));
        (width, height, samples).ShouldBe((3, 2, 1));
        read.ShouldBe([.. soft.Select(value => BinaryMask.IsObject(value) ? byte.MaxValue : byte.MinValue)]);
    }

    [Fact]
    public void ACutoutHasTheColoursOfThePhotoAndTheMaskForOpacity()
    {
        var random = new Random(4);
        byte[] colors = new byte[31 * 17 * 3];
        random.NextBytes(colors);
        var mask = new Mask(31, 17, [.. Enumerable.Range(0, 31 * 17).Select(i => i < 511 ? i / 510f : random.NextSingle())]); // halves of steps among them
        using var file = new MemoryStream();
        PngFile.WriteCutout(file, new Photo(31, 17, colors), mask.Values);
        (_, _, int samples, byte[] read, _) = PngReader.Read(file.ToArray());
        samples.ShouldBe(4);
        read.Where((_, i) => i % 4 < 3).ShouldBe(colors);
        read.Where((_, i) => i % 4 == 3).ShouldBe(mask.ToBytes());
    }

    [Fact]
    public void AStreamThatRefusesACutoutIsHeard()
    {
        using var full = new FullStream();
        var photo = new Photo(640, 480, new byte[640 * 480 * 3]);
        Should.Throw<IOException>(() => PngFile.WriteCutout(full, photo, new float[640 * 480])).Message.ShouldBe("No space left on device");
        full.Asked.ShouldBe(1);
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
        Should.Throw<ArgumentException>(() => PngFile.EncodeDecided(2, 2, new float[3], 0.5f)).Message.ShouldContain("got 3");
        Should.Throw<ArgumentException>(() => PngFile.WriteCutout(Stream.Null, new Photo(2, 2, new byte[12]), new float[5])).Message.ShouldContain("got 5");
    }

    [Fact]
    public void EmptyImagesAndOtherChannelsAreRefused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => PngFile.Encode(0, 1, 1, []));
        Should.Throw<ArgumentOutOfRangeException>(() => PngFile.Encode(1, 1, 2, new byte[2]));
    }

    private sealed class FullStream : MemoryStream
    {
        public int Asked { get; private set; }

        public override void Write(byte[] buffer, int offset, int count)
        {
            Asked++;
            throw new IOException("No space left on device");
        }
    }
}
