using System.Diagnostics;
using NetVips;
using PerturbSeg.Imaging;
using PerturbSeg.Tests.Shared;

namespace PerturbSeg.Tests.Imaging;

/// <summary>What the formats beside JPEG and PNG bring along: frames, pages, depths, and headers that lie.</summary>
public sealed class PhotoFormatTests
{
    private readonly PhotoDecoder _decoder = new();

    [Theory]
    [InlineData(PhotoFormat.Gif)]
    [InlineData(PhotoFormat.WebP)]
    [InlineData(PhotoFormat.Tiff)]
    public void Of_several_frames_or_pages_the_first_is_taken(PhotoFormat format)
    {
        byte[] file = PhotoEncoder.EncodeSeveral(
            format, TestPhotos.Plain(24, 16, 200, 100, 50), TestPhotos.Plain(24, 16, 0, 0, 0), TestPhotos.Plain(24, 16, 9, 99, 255));
        PhotoDecoder.ReadHeader(file).ShouldBe(new PhotoHeader(format, 24, 16));
        Photo decoded = _decoder.Decode(file);
        (decoded.Width, decoded.Height).ShouldBe((24, 16));
        TestPhotos.ShouldBeNearly(decoded.Pixels.AsSpan(0, 3), 200, 100, 50, within: 1);
        TestPhotos.ShouldBeNearly(decoded.Pixels.AsSpan(decoded.Pixels.Length - 3), 200, 100, 50, within: 1);
    }

    [Theory]
    [InlineData(PhotoFormat.Jpeg)]
    [InlineData(PhotoFormat.Png)]
    [InlineData(PhotoFormat.WebP)]
    [InlineData(PhotoFormat.Tiff)]
    [InlineData(PhotoFormat.Avif)]
    public void Every_format_stands_upright(PhotoFormat format)
    {
        Photo stored = TestPhotos.LeftRight(40, 24, (255, 0, 0), (0, 0, 255));
        byte[] file = PhotoEncoder.Encode(stored.Pixels, 40, 24, 3, format, 100, orientation: 6);
        PhotoDecoder.ReadHeader(file).ShouldBe(new PhotoHeader(format, 24, 40) { IsUpright = format is PhotoFormat.Avif }); // libheif turns those itself
        Photo decoded = _decoder.Decode(file);
        (decoded.Width, decoded.Height).ShouldBe((24, 40));
        TestPhotos.ShouldBeNearly(decoded.Pixels.AsSpan(0, 3), 255, 0, 0, within: 8);
        TestPhotos.ShouldBeNearly(decoded.Pixels.AsSpan(decoded.Pixels.Length - 3), 0, 0, 255, within: 8);
    }

    [Theory]
    [InlineData(PhotoFormat.Gif)]
    [InlineData(PhotoFormat.Tiff)]
    [InlineData(PhotoFormat.WebP)]
    [InlineData(PhotoFormat.Avif)]
    public void Transparent_parts_lie_over_white_and_are_no_object(PhotoFormat format)
    {
        byte[] pixels = [.. Enumerable.Range(0, 16 * 16).SelectMany(i => new byte[] { 200, 100, 50, i % 16 < 8 ? (byte)255 : (byte)0 })];
        byte[] file = PhotoEncoder.Encode(pixels, 16, 16, 4, format, 100);
        Photo photo = _decoder.Decode(file);
        TestPhotos.ShouldBeNearly(photo.Pixels.AsSpan(0, 3), 200, 100, 50, within: 3);
        TestPhotos.ShouldBeNearly(photo.Pixels.AsSpan(45, 3), 255, 255, 255, within: 1);
        GreyImage mask = _decoder.DecodeMask(file);
        mask.Pixels[0].ShouldBe((byte)255); // one colour: the opacity says what is object
        mask.Pixels[15].ShouldBe((byte)0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_follows_the_colours_of_a_tiff_is_opacity_only_where_it_says_so(bool bigTiff)
    {
        using Image image = Image.NewFromMemory((byte[])[200, 100, 50, 0], 1, 1, 4, Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Srgb);
        byte[] file = image.TiffsaveBuffer(bigtiff: bigTiff);
        _decoder.Decode(file).Pixels.ShouldBe([255, 255, 255]);
        ReadOnlySpan<byte> opacity = bigTiff ? [0x52, 1, 3, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2] : [0x52, 1, 3, 0, 1, 0, 0, 0, 2]; // tag 338: one number of 16 bits
        int place = file.AsSpan().IndexOf(opacity);
        place.ShouldBeGreaterThan(0);
        file[place + opacity.Length - 1] = 0; // near infrared, say
        _decoder.Decode(file).Pixels.ShouldBe([200, 100, 50]);
        file[place] = 0x51; // a tag that nobody knows: some programs write opacity so
        _decoder.Decode(file).Pixels.ShouldBe([255, 255, 255]);
    }

    [Theory]
    [InlineData(2, 0, 255, 255, 255)]
    [InlineData(0, 2, 200, 100, 50)]
    [InlineData(0, 0, 200, 100, 50)]
    public void Of_several_further_samples_of_a_tiff_the_one_counts_that_is_opacity(byte first, byte second, byte red, byte green, byte blue)
    {
        using Image image = Image.NewFromMemory((byte[])[200, 100, 50, 0, 255], 1, 1, 5, Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Srgb);
        byte[] file = image.TiffsaveBuffer();
        int place = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x52, 1, 3, 0, 2, 0, 0, 0]);
        place.ShouldBeGreaterThan(0);
        (file[place + 8], file[place + 10]) = (first, second); // two numbers of 16 bits fit where another entry would have an offset
        _decoder.Decode(file).Pixels.ShouldBe([red, green, blue]);
    }

    [Fact]
    public void Sixteen_bits_of_a_tiff_become_eight()
    {
        using Image deep = Image.NewFromMemory((ushort[])[0x8000, 0xFFFF, 0x0040, 0x1000, 0x2000, 0x3000], 2, 1, 3, Enums.BandFormat.Ushort)
            .Copy(interpretation: Enums.Interpretation.Rgb16);
        _decoder.Decode(deep.TiffsaveBuffer()).Pixels.ShouldBe([0x80, 0xFF, 0x00, 0x10, 0x20, 0x30]);
    }

    [Fact]
    public void Ten_bits_of_an_avif_become_eight()
    {
        using Image deep = Image.NewFromMemory([.. Enumerable.Repeat((ushort)0x8080, 16 * 16 * 3)], 16, 16, 3, Enums.BandFormat.Ushort)
            .Copy(interpretation: Enums.Interpretation.Rgb16);
        byte[] file = deep.HeifsaveBuffer(compression: Enums.ForeignHeifCompression.Av1, bitdepth: 10, q: 95, effort: 0);
        TestPhotos.ShouldBeNearly(_decoder.Decode(file).Pixels.AsSpan(0, 3), 128, 128, 128, within: 2);
    }

    [Fact]
    public void One_bit_tiffs_are_masks()
    {
        byte[] mask = [.. Enumerable.Range(0, 64).Select(i => (byte)(i % 3 == 0 ? 255 : 0))];
        using Image image = Image.NewFromMemory(mask, 8, 8, 1, Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Bw);
        _decoder.DecodeMask(image.TiffsaveBuffer(bitdepth: 1)).Pixels.ShouldBe(mask);
    }

    [Fact]
    public void Tiffs_of_measurements_are_refused()
    {
        using Image floats = Image.NewFromMemory(new float[64], 8, 8, 1, Enums.BandFormat.Float);
        byte[] file = floats.TiffsaveBuffer();
        Should.Throw<PhotoFormatException>(() => _decoder.Decode(file)).Message.ShouldBe("the file holds other values than 8 or 16 bits a channel");
    }

    [Theory]
    [InlineData(PhotoFormat.Jpeg)]
    [InlineData(PhotoFormat.WebP)]
    [InlineData(PhotoFormat.Gif)]
    [InlineData(PhotoFormat.Tiff)]
    [InlineData(PhotoFormat.Avif)]
    public void A_header_that_claims_too_much_is_refused_before_decoding(PhotoFormat format)
    {
        byte[] file = PhotoEncoder.Encode(TestPhotos.Plain(97, 61, 1, 2, 3), format);
        foreach ((byte[] truth, byte[] claim) in Lies(format))
        {
            file.AsSpan().IndexOf(truth).ShouldBeGreaterThan(0);
            for (int at; (at = file.AsSpan().IndexOf(truth)) >= 0;)
                claim.CopyTo(file, at);
        }

        long before = Environment.WorkingSet;
        var watch = Stopwatch.StartNew();
        foreach (Action decode in (Action[])[() => _decoder.Decode(file), () => _decoder.DecodeMask(file), () => _decoder.DecodeSquare(file, 36, crop: true)])
        {
            PhotoFormatException error = Should.Throw<PhotoFormatException>(decode);
            error.Problem.ShouldBe(PhotoProblem.TooLarge, error.Message);
            error.Message.ShouldContain("16000×16000");
        }

        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
        (Environment.WorkingSet - before).ShouldBeLessThan(500_000_000); // its pixels would take more; other tests run beside this one
    }

    [Fact]
    public void A_photo_in_hevc_is_refused_in_a_sentence_that_says_why()
    {
        byte[] file = HandMadeHeif.OfHevc(64, 48);
        PhotoDecoder.ReadHeader(file).ShouldBe(new PhotoHeader(PhotoFormat.Heif, 64, 48));
        string message = Should.Throw<PhotoFormatException>(() => _decoder.Decode(file)).Message;
        message.ShouldStartWith("the file is in a compression that this libvips has no decoder for, so save it as JPEG or AVIF (heif: ");
        message.ShouldContain("HEVC");
    }

    // 97×61 and 16,000×16,000 as the headers of the formats say it: big or little endian, 2, 3 or 4 bytes, WebP's canvas less one.
    private static (byte[] Truth, byte[] Claim)[] Lies(PhotoFormat format) => format switch
    {
        PhotoFormat.Jpeg => [([0, 61, 0, 97], [0x3E, 0x80, 0x3E, 0x80])],
        PhotoFormat.WebP => [([97, 0, 61, 0], [0x80, 0x3E, 0x80, 0x3E]), ([96, 0, 0, 60, 0, 0], [0x7F, 0x3E, 0, 0x7F, 0x3E, 0])],
        PhotoFormat.Gif => [([97, 0, 61, 0], [0x80, 0x3E, 0x80, 0x3E])],
        PhotoFormat.Tiff => [([97, 0], [0x80, 0x3E]), ([61, 0], [0x80, 0x3E])],
        _ => [([0, 0, 0, 97, 0, 0, 0, 61], [0, 0, 0x3E, 0x80, 0, 0, 0x3E, 0x80])],
    };
}
