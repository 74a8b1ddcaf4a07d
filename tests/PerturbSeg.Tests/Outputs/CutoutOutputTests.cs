using PerturbSeg.Imaging;
using PerturbSeg.Masks;
using PerturbSeg.Outputs;
using PerturbSeg.Tests.Imaging;
using PerturbSeg.Tests.Shared;

namespace PerturbSeg.Tests.Outputs;

public sealed class CutoutOutputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Photo _photo = TestPhotos.Plain(5, 4, 200, 100, 50);
    private readonly Mask _mask = DrawnMask.Of(".....", "..##.", "..#..", ".....");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_colour_takes_the_place_of_transparency()
    {
        (int width, int height, int samples, byte[] pixels, _) = PngReader.Read(Write(new CutoutOutput { Background = CutoutBackground.Parse("#0a14ff") }));
        (width, height, samples).ShouldBe((5, 4, 3));
        pixels[..3].ShouldBe([10, 20, 255]);
        pixels[(3 * 7)..(3 * 8)].ShouldBe([200, 100, 50]);
    }

    [Fact]
    public void What_is_half_object_is_half_background()
    {
        var half = new Mask(1, 1, [0.5f]);
        byte[] pixels = PngReader.Read(Write(new CutoutOutput { Background = CutoutBackground.Parse("white") }, TestPhotos.Plain(1, 1, 200, 100, 50), half)).Pixels;
        TestPhotos.ShouldBeNearly(pixels, 227, 177, 152, within: 1);
    }

    [Fact]
    public void A_photo_covers_the_cut_out_and_keeps_its_middle()
    {
        // Three stripes of 20 pixels: a square cut-out sees the middle one alone.
        byte[] stripes = [.. Enumerable.Range(0, 20).SelectMany(_ => Enumerable.Range(0, 60).SelectMany(x => (byte[])[(byte)(x < 20 ? 255 : 0), (byte)(x is >= 20 and < 40 ? 255 : 0), (byte)(x >= 40 ? 255 : 0)]))];
        File.WriteAllBytes(_folder.At("sea.png"), PhotoEncoder.Encode(new Photo(60, 20, stripes), PhotoFormat.Png));
        Photo cover = CutoutBackground.Parse(_folder.At("sea.png")).Cover(7, 7);
        (cover.Width, cover.Height).ShouldBe((7, 7));
        for (int i = 0; i < cover.Pixels.Length; i += 3)
            cover.Pixels[i..(i + 3)].ShouldBe([0, 255, 0]);
    }

    [Theory]
    [InlineData(0, 2, 2)]
    [InlineData(1, 4, 4)]
    [InlineData(100, 5, 4)]
    [InlineData(int.MaxValue, 5, 4)]
    public void Cropping_leaves_the_margin_as_far_as_the_photo_goes(int margin, int width, int height)
    {
        (int croppedWidth, int croppedHeight, int samples, byte[] pixels, _) = PngReader.Read(Write(new CutoutOutput { CropMargin = margin }));
        (croppedWidth, croppedHeight, samples).ShouldBe((width, height, 4));
        pixels.Chunk(4).Count(pixel => pixel[3] == 255).ShouldBe(3);
    }

    [Fact]
    public void A_photo_without_an_object_is_not_cropped()
        => PngReader.Read(Write(new CutoutOutput { CropMargin = 0 }, _photo, new Mask(5, 4, new float[20]))).Width.ShouldBe(5);

    [Theory]
    [InlineData("#ff80", "#ff8000")]
    [InlineData("#gg0000", "#ff8000")]
    [InlineData("whiet", "no such file")]
    [InlineData("", "white")]
    public void What_is_no_background_is_refused_with_what_would_be_one(string text, string says)
        => Should.Throw<UserErrorException>(() => CutoutBackground.Parse(text)).Message.ShouldContain(says);

    [Fact]
    public void A_photo_that_cannot_be_read_is_refused_with_the_reason()
        => Should.Throw<UserErrorException>(() => CutoutBackground.Parse(_folder.Write("a.png", [1, 2, 3]))).Message.ShouldContain("not a JPEG");

    [Fact]
    public void Cut_outs_must_be_among_the_outputs()
    {
        var cutout = new CutoutOutput { CropMargin = 3 };
        SegmentationOutputs.Parse("mask,cutout").WithCutouts(cutout).Files[1].ShouldBeSameAs(cutout);
        Should.Throw<UserErrorException>(() => SegmentationOutputs.Parse("mask").WithCutouts(cutout)).Message.ShouldContain("add cutout to --format");
    }

    private byte[] Write(CutoutOutput output, Photo? photo = null, Mask? mask = null)
    {
        using var stream = new MemoryStream();
        output.Write(stream, new SegmentedPhoto("a.png", photo ?? _photo, mask ?? _mask));
        return stream.ToArray();
    }
}
