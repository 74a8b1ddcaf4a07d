using PerturbSeg.Imaging;
using PerturbSeg.Masks;
using PerturbSeg.Outputs;
using PerturbSeg.Tests.Shared;

namespace PerturbSeg.Tests.Imaging;

/// <summary>Masks as other tools save them. On every one the left half of each row is the object.</summary>
public sealed class MaskReadingTests
{
    private static readonly byte[] s_object = [255, 255, 0, 0];
    private readonly PhotoDecoder _decoder = new();

    [Theory]
    [InlineData(1)]
    [InlineData(38)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(255)]
    public void Of_two_values_the_larger_is_the_object(byte value)
        => Decided(HandMadePng.Assemble(4, 1, 8, HandMadePng.Grey, [value, value, 0, 0])).ShouldBe(s_object);

    [Fact]
    public void Two_values_need_no_zero()
        => Decided(HandMadePng.Assemble(4, 1, 8, HandMadePng.Grey, [9, 9, 4, 4])).ShouldBe(s_object);

    [Fact]
    public void Sixteen_bits_may_hold_small_numbers()
    {
        Decided(HandMadePng.Assemble(4, 1, 16, HandMadePng.Grey, [0, 1, 0, 1, 0, 0, 0, 0])).ShouldBe(s_object);
        Decided(HandMadePng.Assemble(4, 1, 16, HandMadePng.Grey, [255, 255, 255, 255, 0, 0, 0, 0])).ShouldBe(s_object);
    }

    [Fact]
    public void A_mask_in_the_opacity_of_one_colour_is_read_there()
    {
        Decided(HandMadePng.Assemble(4, 1, 8, HandMadePng.GreyAlpha, [0, 255, 0, 255, 0, 0, 0, 0])).ShouldBe(s_object);
        Decided(HandMadePng.Assemble(4, 1, 8, HandMadePng.GreyAlpha, [255, 255, 255, 255, 255, 0, 255, 0])).ShouldBe(s_object);
        Decided(HandMadePng.Assemble(4, 1, 8, HandMadePng.Rgba, [0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 0, 0, 0, 0, 0])).ShouldBe(s_object);
    }

    [Fact]
    public void A_dark_cut_out_says_what_is_object_by_its_opacity()
        => Decided(HandMadePng.Assemble(4, 1, 8, HandMadePng.Rgba, [30, 40, 20, 255, 90, 10, 200, 255, 7, 7, 7, 0, 0, 0, 0, 0])).ShouldBe(s_object);

    [Fact]
    public void Black_and_white_under_an_opacity_stay_black_and_white()
        => Decided(HandMadePng.Assemble(4, 1, 8, HandMadePng.GreyAlpha, [255, 255, 255, 255, 0, 255, 255, 0])).ShouldBe(s_object);

    [Fact]
    public void Edges_may_be_soft_and_jpeg_may_be_noisy()
    {
        Decided(HandMadePng.Assemble(6, 1, 8, HandMadePng.Grey, [255, 255, 200, 60, 0, 0])).ShouldBe([255, 255, 200, 60, 0, 0]);
        byte[] pixels = [.. Enumerable.Range(0, 64 * 64).Select(i => i % 64 < 32 ? (byte)255 : (byte)0)];
        byte[] jpeg = Decided(PhotoEncoder.Encode(new GreyImage(64, 64, pixels), PhotoFormat.Jpeg, quality: 60));
        jpeg.Select(value => value >= 128).ShouldBe(pixels.Select(value => value >= 128));
        Decided(PhotoEncoder.Encode(new GreyImage(64, 64, new byte[64 * 64]), PhotoFormat.Jpeg)).ShouldAllBe(value => value < 128);
    }

    [Theory]
    [InlineData(255, 0, 0, 0, 0, 255)] // two classes
    [InlineData(255, 255, 255, 0, 0, 255)] // white on blue
    public void Colours_without_any_black_are_refused(byte red, byte green, byte blue, byte otherRed, byte otherGreen, byte otherBlue)
    {
        byte[] half = [red, green, blue, red, green, blue], other = [otherRed, otherGreen, otherBlue, otherRed, otherGreen, otherBlue];
        Refused(HandMadePng.Assemble(4, 1, 8, HandMadePng.Rgb, [.. half, .. other])).ShouldContain("several colours and no black");
        Decided(HandMadePng.Assemble(6, 1, 8, HandMadePng.Rgb, [.. half, .. other, 0, 0, 0, 0, 0, 0])).ShouldBe([255, 255, 255, 255, 0, 0]); // objects, one colour each
        Decided(HandMadePng.Assemble(4, 1, 8, HandMadePng.Rgb, [.. half, 0, 0, 0, 0, 0, 0])).ShouldBe(s_object);
    }

    [Fact]
    public void A_whole_object_may_be_of_colours_that_are_nearly_alike()
        => Decided(HandMadePng.Assemble(4, 1, 8, HandMadePng.Rgb, [255, 255, 255, 255, 254, 255, 255, 255, 255, 250, 255, 255])).ShouldAllBe(value => value >= 128);

    [Fact]
    public void A_jpeg_of_small_numbers_is_not_taken_for_empty_and_noise_is()
    {
        Refused(Jpeg(i => i % 64 < 32 ? 4 : 0)).ShouldContain("no value reaches one half of 255");
        Decided(Jpeg(i => i == 5 ? 3 : 0)).ShouldAllBe(value => value < 128);
        Decided(Jpeg(_ => 1)).ShouldAllBe(value => value < 128);

        static byte[] Jpeg(Func<int, int> value)
            => PhotoEncoder.Encode(new GreyImage(64, 64, [.. Enumerable.Range(0, 64 * 64).Select(i => (byte)value(i))]), PhotoFormat.Jpeg, quality: 100);
    }

    [Fact]
    public void A_mask_without_an_object_and_one_of_object_alone_are_read()
    {
        Decided(HandMadePng.Assemble(4, 1, 8, HandMadePng.Grey, [0, 0, 0, 0])).ShouldAllBe(value => value == 0);
        Decided(HandMadePng.Assemble(4, 1, 8, HandMadePng.Grey, [255, 255, 255, 255])).ShouldAllBe(value => value == 255);
    }

    [Fact]
    public void A_class_mask_of_one_class_is_read_and_one_of_two_is_refused()
    {
        var one = new SegmentedPhoto("a.png", TestPhotos.Gradient(4, 1), new Mask(4, 1, [1, 1, 0, 0]));
        Decided(Indexed(one)).ShouldBe(s_object); // dark red
        Refused(Indexed(one with { Objects = new ObjectMap(4, 1, [1, 2, 0, 3]) })).ShouldContain("palette");
    }

    [Theory]
    [InlineData("1, 2", 1, 2, 0, 0)] // objects by number
    [InlineData("60, 90, 120", 60, 90, 120, 0)] // a dark cut-out over black
    [InlineData("200", 90, 200, 150, 0)]
    [InlineData("value 1", 1, 1, 1, 1)]
    public void What_may_mean_several_things_is_refused_with_the_values(string says, params int[] values)
        => Refused(HandMadePng.Assemble(4, 1, 8, HandMadePng.Grey, Array.ConvertAll(values, value => (byte)value))).ShouldContain(says);

    private byte[] Decided(byte[] file) => _decoder.DecodeMask(file).Pixels;

    private string Refused(byte[] file)
    {
        string message = Should.Throw<PhotoFormatException>(() => _decoder.DecodeMask(file)).Message;
        message.ShouldContain("255 for object");
        return message;
    }

    private static byte[] Indexed(SegmentedPhoto segmented)
    {
        using var stream = new MemoryStream();
        new VocMask("SegmentationObject", ofObjects: true).Write(stream, segmented);
        return stream.ToArray();
    }
}
