using PerturbSeg.Imaging;
using PerturbSeg.Masks;
using PerturbSeg.Outputs;
using PerturbSeg.Tests.Shared;

namespace PerturbSeg.Tests.Outputs;

public sealed class SegmentationOutputsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Photo _photo = TestPhotos.Plain(3, 1, 200, 100, 50);
    private readonly Mask _mask = new(3, 1, [0, 0.5f, 1]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void MasksHaveTwoValuesAndHalfCountsAsObject()
        => Grey(new MaskOutput()).ShouldBe([0, 255, 255]);

    [Fact]
    public void ProbabilitiesKeepTheirShades()
        => Grey(new ProbabilityOutput()).ShouldBe([0, 128, 255]);

    [Fact]
    public void CutoutsKeepThePhotosColourAndTakeTheMaskAsOpacity()
    {
        string path = _folder.At("cutout.png");
        new CutoutOutput().Write(path, new SegmentedPhoto("a.png", _photo, _mask));
        Photo onWhite = new PhotoDecoder().Decode(File.ReadAllBytes(path)); // transparent parts are laid over white
        TestPhotos.ShouldBeNearly(onWhite.Pixels.AsSpan(0, 3), 255, 255, 255, within: 1);
        TestPhotos.ShouldBeNearly(onWhite.Pixels.AsSpan(3, 3), 227, 177, 152, within: 2);
        TestPhotos.ShouldBeNearly(onWhite.Pixels.AsSpan(6, 3), 200, 100, 50, within: 1);
    }

    [Fact]
    public void OverlaysDimTheBackgroundAndOutlineTheObject()
    {
        string path = _folder.At("overlay.png");
        new OverlayOutput().Write(path, new SegmentedPhoto("a.png", _photo, _mask));
        Photo drawn = new PhotoDecoder().Decode(File.ReadAllBytes(path));
        TestPhotos.ShouldBeNearly(drawn.Pixels.AsSpan(0, 3), 80, 40, 20, within: 1);
        TestPhotos.ShouldBeNearly(drawn.Pixels.AsSpan(3, 3), 255, 64, 0, within: 0);
        TestPhotos.ShouldBeNearly(drawn.Pixels.AsSpan(6, 3), 200, 100, 50, within: 0);
    }

    [Fact]
    public void FormatsAreReadFromAList()
        => SegmentationOutputs.Parse("overlay, mask").Files.Select(output => output.Format).ShouldBe(["overlay", "mask"]);

    [Fact]
    public void FilesOfPhotosAndTablesOfRunsAreToldApart()
    {
        SegmentationOutputs outputs = SegmentationOutputs.Parse("csv,layers,coco,csv");
        outputs.Files.ShouldHaveSingleItem().Format.ShouldBe("layers");
        outputs.Tables.Select(table => table.FileName).ShouldBe(["areas.csv", "annotations.json"]);
    }

    [Theory]
    [InlineData("mask,drawing", "'drawing'")]
    [InlineData("", "--format")]
    public void AnUnknownFormatIsNamedWithTheKnownOnes(string formats, string named)
    {
        string message = Should.Throw<UserErrorException>(() => SegmentationOutputs.Parse(formats)).Message;
        message.ShouldContain(named);
        message.ShouldContain("cutout");
    }

    private byte[] Grey(ISegmentationOutput output)
    {
        string path = _folder.At($"{output.Format}.png");
        output.Write(path, new SegmentedPhoto("a.png", _photo, _mask));
        return new PhotoDecoder().DecodeMask(File.ReadAllBytes(path)).Pixels;
    }
}
