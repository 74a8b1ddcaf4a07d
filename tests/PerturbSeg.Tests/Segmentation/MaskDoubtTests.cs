using PerturbSeg.Imaging;
using PerturbSeg.Masks;
using PerturbSeg.Segmentation;
using PerturbSeg.Tests.Shared;

namespace PerturbSeg.Tests.Segmentation;

public sealed class MaskDoubtTests
{
    private static readonly Photo s_photo = TestPhotos.LeftRight(64, 64, (255, 255, 255), (0, 0, 0));

    [Fact]
    public void AMaskThatEveryLookAgreesOnIsNotDoubtful()
        => Doubt(new BrightnessPredictor(), s_photo).ShouldBeLessThan(0.1);

    [Fact]
    public void NothingFoundIsTheMostDoubtful()
        => Doubt(new BrightnessPredictor(), TestPhotos.Plain(20, 10, 0, 0, 0)).ShouldBe(1);

    [Fact]
    public void ANetworkThatSeesOtherThingsInTheMirrorIsDoubtful()
        => Doubt(new BrightnessPredictor(slope: 8), s_photo).ShouldBeGreaterThan(Doubt(new BrightnessPredictor(), s_photo) + 0.2);

    [Fact]
    public void AMaskThatIsUndecidedIsDoubtful()
    {
        Photo faint = TestPhotos.LeftRight(64, 64, (140, 140, 140), (110, 110, 110));
        PhotoSegmenterOptions plain = PhotoSegmenterOptions.Plain;
        Doubt(new BrightnessPredictor(), faint, plain).ShouldBeGreaterThan(Doubt(new BrightnessPredictor(), s_photo, plain) + 0.5);
    }

    [Fact]
    public void TheFormulaIsThatOfItsFactors()
    {
        // The network's mask: left half of 2×2. The finished one, 4×4: left half but one of the places that are compared, all decided but one value.
        var look = new NetworkLook(new ObjectWindow(0, 0, 4, 4), [1, -1, 1, -1], 2, MirrorAgreement: 0.9);
        var finished = new Mask(4, 4, [1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 0, 0, 0.25f]);
        const double decided = 1 - (0.5 / 7.25), mended = 0.5;
        MaskDoubt.Of(look, 0.8, finished).ShouldBe(1 - (0.9 * 0.8 * mended * decided), 1e-6);
    }

    [Fact]
    public void ACloserLookIsComparedWithWhatTheFirstSawThere()
    {
        // The first look, 4×4 of a photo of 40×40: the left half. The closer one sees its middle: half of that is object.
        var whole = new NetworkLook(new ObjectWindow(0, 0, 40, 40), [.. Enumerable.Range(0, 16).Select(i => i % 4 < 2 ? 1f : -1f)], 4, 1);
        var closer = new NetworkLook(new ObjectWindow(10, 10, 20, 20), whole.Logits, 4, 1);
        MaskDoubt.Agreement(whole, closer).ShouldBe(1, 1e-6);
        MaskDoubt.Agreement(whole, closer with { Logits = [.. Enumerable.Range(0, 16).Select(i => i % 4 < 1 ? 1f : -1f)] }).ShouldBe(0.5, 1e-6);
    }

    [Fact]
    public void SeveralObjectsAreAsDoubtfulAsTheMostDoubtful()
    {
        var gathered = new GatheredObjects(2, 1);
        gathered.Add(new ObjectWindow(0, 0, 1, 1), new FoundObjects(new Mask(1, 1, [1])) { Doubt = 0.2 });
        gathered.Add(new ObjectWindow(1, 0, 1, 1), new FoundObjects(new Mask(1, 1, [1])) { Doubt = 0.6 });
        gathered.Finish().Doubt.ShouldBe(0.6);
        new GatheredObjects(2, 1).Finish().Doubt.ShouldBeNull();
    }

    private static double Doubt(BrightnessPredictor predictor, Photo photo, PhotoSegmenterOptions? options = null)
        => new PhotoSegmenter(predictor, options).Find([photo], TestContext.Current.CancellationToken)[0].Doubt.ShouldNotBeNull();
}
