using PerturbSeg.Imaging;
using PerturbSeg.Tests.Shared;

namespace PerturbSeg.Tests.Imaging;

public sealed class PhotoDecoderTests
{
    private readonly PhotoDecoder _decoder = new();

    [Theory]
    [InlineData(PhotoFormat.Png)]
    [InlineData(PhotoFormat.WebP)]
    [InlineData(PhotoFormat.Gif)]
    [InlineData(PhotoFormat.Tiff)]
    [InlineData(PhotoFormat.Avif)]
    public void A_lossless_photo_comes_back_as_it_was(PhotoFormat format)
    {
        Photo photo = TestPhotos.Gradient(17, 9);
        byte[] file = PhotoEncoder.Encode(photo, format, 100);
        Photo decoded = _decoder.Decode(file);
        decoded.Width.ShouldBe(17);
        decoded.Height.ShouldBe(9);
        decoded.Pixels.ShouldBe(photo.Pixels);
        PhotoDecoder.ReadHeader(file).ShouldBe(new PhotoHeader(format, 17, 9));
    }

    [Fact]
    public void A_jpeg_comes_back_nearly_as_it_was()
    {
        Photo decoded = _decoder.Decode(PhotoEncoder.Encode(TestPhotos.Plain(16, 16, 200, 100, 50), PhotoFormat.Jpeg));
        TestPhotos.ShouldBeNearly(decoded.Pixels.AsSpan(0, 3), 200, 100, 50, within: 3);
    }

    [Fact]
    public void A_photo_on_its_side_is_turned_upright()
    {
        // Orientation 6: the camera was turned, and the first stored column is the top row of the photo.
        Photo stored = TestPhotos.LeftRight(40, 16, (255, 0, 0), (0, 0, 255));
        byte[] file = PhotoEncoder.Encode(stored.Pixels, 40, 16, 3, PhotoFormat.Jpeg, 95, orientation: 6);
        PhotoDecoder.ReadHeader(file).ShouldBe(new PhotoHeader(PhotoFormat.Jpeg, 16, 40) { IsUpright = false });
        Photo decoded = _decoder.Decode(file);
        (decoded.Width, decoded.Height).ShouldBe((16, 40));
        TestPhotos.ShouldBeNearly(decoded.Pixels.AsSpan(0, 3), 255, 0, 0, within: 8);
        TestPhotos.ShouldBeNearly(decoded.Pixels.AsSpan(decoded.Pixels.Length - 3), 0, 0, 255, within: 8);
        Photo square = _decoder.DecodeSquare(file, 8, crop: false);
        TestPhotos.ShouldBeNearly(square.Pixels.AsSpan(0, 3), 255, 0, 0, within: 8);
    }

    [Fact]
    public void Cmyk_becomes_rgb()
    {
        byte[] ink = [.. Enumerable.Repeat(new byte[] { 0, 255, 255, 0 }, 256).SelectMany(pixel => pixel)];
        Photo decoded = _decoder.Decode(PhotoEncoder.Encode(ink, 16, 16, 4, PhotoFormat.Jpeg));
        (decoded.Width, decoded.Height).ShouldBe((16, 16));
        decoded.Pixels[0].ShouldBeGreaterThan((byte)180);
        decoded.Pixels[1].ShouldBeLessThan((byte)80);
        decoded.Pixels[2].ShouldBeLessThan((byte)80);
    }

    [Fact]
    public void Sixteen_bits_become_eight()
    {
        byte[] file = HandMadePng.Assemble(2, 1, 16, HandMadePng.Rgb, [0x80, 0x00, 0xFF, 0xFF, 0x00, 0x40, 0x10, 0x00, 0x20, 0x00, 0x30, 0x00]);
        _decoder.Decode(file).Pixels.ShouldBe([0x80, 0xFF, 0x00, 0x10, 0x20, 0x30]);
    }

    [Theory]
    [InlineData(8, new byte[] { 0, 77, 255 })]
    [InlineData(16, new byte[] { 0, 0, 77, 77, 255, 255 })]
    public void Grey_is_expanded_to_three_channels(byte depth, byte[] row)
        => _decoder.Decode(HandMadePng.Assemble(3, 1, depth, HandMadePng.Grey, row)).Pixels.ShouldBe([0, 0, 0, 77, 77, 77, 255, 255, 255]);

    [Fact]
    public void One_bit_masks_are_black_and_white()
        => _decoder.DecodeMask(HandMadePng.Assemble(4, 1, 1, HandMadePng.Grey, [0b0101_0000])).Pixels.ShouldBe([0, 255, 0, 255]);

    [Fact]
    public void Transparent_parts_of_a_photo_lie_over_white()
        => _decoder.Decode(HandMadePng.Assemble(2, 1, 8, HandMadePng.Rgba, [10, 20, 30, 255, 10, 20, 30, 0])).Pixels
            .ShouldBe([10, 20, 30, 255, 255, 255]);

    [Fact]
    public void Transparent_parts_of_a_sixteen_bit_photo_lie_over_white()
        => _decoder.Decode(HandMadePng.Assemble(2, 1, 16, HandMadePng.GreyAlpha, [10, 10, 255, 255, 10, 10, 0, 0])).Pixels
            .ShouldBe([10, 10, 10, 255, 255, 255]);

    [Fact]
    public void Transparent_parts_of_a_mask_are_background()
        => _decoder.DecodeMask(HandMadePng.Assemble(2, 1, 8, HandMadePng.GreyAlpha, [255, 255, 255, 0])).Pixels.ShouldBe([255, 0]);

    [Fact]
    public void A_coloured_mask_takes_its_largest_channel()
        => _decoder.DecodeMask(HandMadePng.Assemble(3, 1, 8, HandMadePng.Rgb, [255, 0, 0, 0, 9, 0, 0, 0, 0])).Pixels.ShouldBe([255, 9, 0]);

    [Fact]
    public void A_huge_header_is_refused_without_decoding()
    {
        byte[] file = HandMadePng.Assemble(30000, 30000, 8, HandMadePng.Rgb, [0, 0, 0]);
        long before = Environment.WorkingSet;
        var error = Should.Throw<PhotoFormatException>(() => _decoder.Decode(file));
        error.Problem.ShouldBe(PhotoProblem.TooLarge);
        error.Message.ShouldContain("30000×30000");
        Should.Throw<PhotoFormatException>(() => _decoder.DecodeSquare(file, 36, crop: false)).Problem.ShouldBe(PhotoProblem.TooLarge);
        (Environment.WorkingSet - before).ShouldBeLessThan(500_000_000); // its pixels would take more; other tests run beside this one
    }

    [Fact]
    public void A_png_too_short_for_its_pixels_is_refused_before_there_is_room_for_them()
    {
        byte[] file = HandMadePng.Assemble(7_536_652, 12, 8, HandMadePng.Rgb, [0, 0, 0]);
        PhotoFormatException refused = Should.Throw<PhotoFormatException>(() => _decoder.Decode(file));
        refused.Problem.ShouldBe(PhotoProblem.Unreadable);
        refused.Message.ShouldBe($"the file is damaged or cut short ({file.Length} bytes cannot hold 7536652×12 pixels)");
    }

    [Theory]
    [InlineData(1, HandMadePng.Grey, 256)]
    [InlineData(8, HandMadePng.Grey, 2048)]
    [InlineData(16, HandMadePng.Rgba, 2048 * 8)]
    public void Pixels_that_compress_well_are_read(byte depth, byte colour, int rowBytes)
    {
        byte[][] rows = [.. Enumerable.Repeat(new byte[rowBytes], 2048)];
        _decoder.Decode(HandMadePng.Assemble(2048, 2048, depth, colour, rows)).Width.ShouldBe(2048);
    }

    [Fact]
    public void A_photo_below_the_smallest_side_is_refused()
    {
        byte[] file = PhotoEncoder.Encode(TestPhotos.Plain(20, 1, 1, 2, 3), PhotoFormat.Png);
        Should.Throw<PhotoFormatException>(() => new PhotoDecoder(minSide: 8).Decode(file)).Problem.ShouldBe(PhotoProblem.TooSmall);
        _decoder.Decode(file).Width.ShouldBe(20);
    }

    [Theory]
    [InlineData(PhotoFormat.Jpeg)]
    [InlineData(PhotoFormat.Png)]
    [InlineData(PhotoFormat.WebP)]
    [InlineData(PhotoFormat.Gif)]
    [InlineData(PhotoFormat.Tiff)]
    [InlineData(PhotoFormat.Avif)]
    public void A_file_cut_short_is_an_error_at_every_length(PhotoFormat format)
    {
        byte[] file = PhotoEncoder.Encode(TestPhotos.Noise(64, 48, seed: 1), format);
        // The last bytes of a PNG are an empty closing chunk, which decoders do not miss.
        int longest = file.Length - (format == PhotoFormat.Png ? 20 : 4);
        for (int length = 0; length <= longest; length += 1 + (longest / 40))
        {
            byte[] cut = file[..length];
            Should.Throw<PhotoFormatException>(() => _decoder.Decode(cut), $"cut to {length} of {file.Length}");
            Should.Throw<PhotoFormatException>(() => _decoder.DecodeSquare(cut, 8, crop: false), $"cut to {length} of {file.Length}");
        }
    }

    [Fact]
    public void Other_formats_and_empty_files_are_refused()
    {
        Should.Throw<PhotoFormatException>(() => _decoder.Decode([])).Message.ShouldBe("the file is empty");
        Should.Throw<PhotoFormatException>(() => _decoder.Decode("<svg xmlns='http://www.w3.org/2000/svg'/>"u8)).Message
            .ShouldBe("the file is not a JPEG, PNG, WebP, GIF, TIFF, AVIF or HEIF");
    }

    [Fact]
    public void Stretching_keeps_the_sides_and_cropping_drops_them()
    {
        byte[] file = PhotoEncoder.Encode(TestPhotos.LeftRight(96, 32, (255, 0, 0), (0, 0, 255)), PhotoFormat.Png);
        Photo stretched = _decoder.DecodeSquare(file, 8, crop: false);
        Photo cropped = _decoder.DecodeSquare(file, 8, crop: true);
        (stretched.Width, stretched.Height).ShouldBe((8, 8));
        TestPhotos.ShouldBeNearly(stretched.Pixels.AsSpan(0, 3), 255, 0, 0, within: 4);
        TestPhotos.ShouldBeNearly(cropped.Pixels.AsSpan(0, 3), 255, 0, 0, within: 4);
        TestPhotos.ShouldBeNearly(cropped.Pixels.AsSpan(21, 3), 0, 0, 255, within: 4);
    }

    [Theory]
    [InlineData(10, 10)]
    [InlineData(9, 700)]
    [InlineData(700, 9)]
    public void A_small_photo_is_enlarged(int width, int height)
    {
        foreach (PhotoFormat format in PhotoEncoder.Formats)
        {
            byte[] file = PhotoEncoder.Encode(TestPhotos.Plain(width, height, 10, 200, 90), format);
            Photo square = _decoder.DecodeSquare(file, 36, crop: false);
            TestPhotos.ShouldBeNearly(square.Pixels.AsSpan(0, 3), 10, 200, 90, within: 6);
            TestPhotos.ShouldBeNearly(square.Pixels.AsSpan(36 * 35 * 3, 3), 10, 200, 90, within: 6);
        }
    }

    [Fact]
    public void A_large_jpeg_is_shrunk_to_what_full_decoding_gives()
    {
        Photo photo = TestPhotos.Gradient(640, 480);
        byte[] file = PhotoEncoder.Encode(photo, PhotoFormat.Jpeg, 98);
        byte[] quick = _decoder.DecodeSquare(file, 20, crop: false).Pixels;
        byte[] slow = _decoder.Decode(file).Resize(20, 20).Pixels;
        for (int i = 0; i < quick.Length; i++)
            Math.Abs(quick[i] - slow[i]).ShouldBeLessThanOrEqualTo(6, $"value {i}");
    }

    [Fact]
    public void Many_threads_see_the_same_pixels_and_the_same_reasons()
    {
        byte[][] sound = [.. PhotoEncoder.Formats.Select(format => PhotoEncoder.Encode(TestPhotos.Noise(64, 48, seed: 3), format))];
        byte[][] cut = [.. sound.Select(file => file[..(file.Length / 2)])];
        byte[][] expected = [.. sound.Select(file => _decoder.DecodeSquare(file, 36, crop: false).Pixels)];
        string[] reasons = [.. cut.Select(ReasonOf)];
        reasons.Distinct().Count().ShouldBeGreaterThan(3);
        Parallel.For(0, 120, i =>
        {
            int format = i % sound.Length;
            _decoder.DecodeSquare(sound[format], 36, crop: false).Pixels.ShouldBe(expected[format]);
            ReasonOf(cut[format]).ShouldBe(reasons[format]);
        });
    }

    private string ReasonOf(byte[] file) => Should.Throw<PhotoFormatException>(() => _decoder.Decode(file)).Message;
}
