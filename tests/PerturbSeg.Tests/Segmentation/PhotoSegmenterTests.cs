using PerturbSeg.Imaging;
using PerturbSeg.Masks;
using PerturbSeg.Mending;
using PerturbSeg.Metrics;
using PerturbSeg.Segmentation;
using PerturbSeg.Tests.Shared;

namespace PerturbSeg.Tests.Segmentation;

public sealed class PhotoSegmenterTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(8, 8)]
    [InlineData(37, 23)]
    [InlineData(5, 301)]
    public void MasksHaveTheSizeOfTheirPhoto(int width, int height)
    {
        Mask mask = new PhotoSegmenter(new BrightnessPredictor()).Segment(TestPhotos.Noise(width, height, 1));
        (mask.Width, mask.Height, mask.Values.Length).ShouldBe((width, height, width * height));
        mask.Values.ShouldAllBe(value => value >= 0 && value <= 1);
    }

    [Fact]
    public void ABatchGivesWhatSinglePhotosGive()
    {
        Photo[] photos = [TestPhotos.Noise(20, 10, 1), TestPhotos.Gradient(33, 9), TestPhotos.Plain(8, 8, 200, 200, 200)];
        var segmenter = new PhotoSegmenter(new BrightnessPredictor());
        Mask[] together = segmenter.Segment(photos, TestContext.Current.CancellationToken);
        for (int i = 0; i < photos.Length; i++)
            together[i].Values.ShouldBe(segmenter.Segment(photos[i]).Values);
    }

    [Fact]
    public void TheNetworkLooksAgainOnlyWhereItSeesAnotherPart()
    {
        var counting = new CountingPredictor();
        var options = PhotoSegmenterOptions.Plain with { SecondLook = true };
        Photo full = TestPhotos.Plain(20, 20, 255, 255, 255), empty = TestPhotos.Plain(20, 20, 0, 0, 0), left = TestPhotos.LeftRight(40, 40, (0, 0, 0), (0, 0, 0));
        for (int y = 18; y < 24; y++)
            left.Pixels.AsSpan(3 * ((40 * y) + 6), 18).Fill(255);
        FoundObjects[] together = new PhotoSegmenter(counting, options).Find([full, empty, left], TestContext.Current.CancellationToken);
        counting.Looks.ShouldBe([3, 1]);
        together.Zip([full, empty, left]).ShouldAllBe(pair => pair.First.Mask.Values.SequenceEqual(new PhotoSegmenter(new BrightnessPredictor(), options).Segment(pair.Second).Values));
        together[0].Doubt!.Value.ShouldBeLessThan(0.1);
    }

    [Fact]
    public void ALongListIsJudgedInPartsAndCanBeEndedBetweenThem()
    {
        var counting = new CountingPredictor();
        Photo[] photos = [.. Enumerable.Range(0, 40).Select(i => TestPhotos.Noise(9, 7, i))];
        var segmenter = new PhotoSegmenter(counting, PhotoSegmenterOptions.Plain);
        segmenter.Segment(photos, TestContext.Current.CancellationToken).Length.ShouldBe(40);
        counting.Looks.ShouldBe([16, 16, 8]);

        using var ended = new CancellationTokenSource();
        counting.Looked = ended.Cancel;
        Should.Throw<OperationCanceledException>(() => segmenter.Segment(photos, ended.Token));
        counting.Looks.Count.ShouldBe(4);
    }

    [Fact]
    public void BrightSideIsFoundWhereItIs()
    {
        Photo photo = TestPhotos.LeftRight(40, 20, (255, 255, 255), (0, 0, 0));
        Mask mask = new PhotoSegmenter(new BrightnessPredictor()).Segment(photo);
        mask.Values[(10 * 40) + 5].ShouldBeGreaterThan(0.9f);
        mask.Values[(10 * 40) + 35].ShouldBeLessThan(0.1f);
    }

    [Fact]
    public void AMirroredPhotoGetsTheMirroredMaskEvenFromAOneSidedNetwork()
    {
        Photo photo = TestPhotos.Noise(16, 8, 4);
        byte[] mirrored = new byte[photo.Pixels.Length];
        for (int i = 0; i < 16 * 8; i++)
            photo.Pixels.AsSpan(3 * i, 3).CopyTo(mirrored.AsSpan(3 * ((i / 16 * 16) + 15 - (i % 16))));
        var segmenter = new PhotoSegmenter(new BrightnessPredictor(slope: 3), PhotoSegmenterOptions.Plain with { Mirror = true });

        float[] straight = segmenter.Segment(photo).Values, reverse = segmenter.Segment(new Photo(16, 8, mirrored)).Values;

        for (int i = 0; i < straight.Length; i++)
            reverse[(i / 16 * 16) + 15 - (i % 16)].ShouldBe(straight[i], 0.02f); // resizing rounds to bytes
    }

    [Fact]
    public void WithoutTheMirrorAOneSidedNetworkHasItsWay()
    {
        Photo grey = TestPhotos.Plain(16, 8, 128, 128, 128);
        var oneSided = new BrightnessPredictor(slope: 3);
        float[] both = new PhotoSegmenter(oneSided, new PhotoSegmenterOptions().Without("edges, second-look")).Segment(grey).Values;
        float[] one = new PhotoSegmenter(oneSided, new PhotoSegmenterOptions().Without("edges,second-look,mirror")).Segment(grey).Values;
        both[^1].ShouldBe(both[0], 0.01f);
        one[^1].ShouldBeGreaterThan(one[0] + 0.2f);
    }

    [Fact]
    public void OnlyWhatIsThereCanBeLeftOut()
    {
        new PhotoSegmenterOptions().Without(string.Join(',', PhotoSegmenterOptions.Parts)).ShouldBe(PhotoSegmenterOptions.Plain);
        new PhotoSegmenterOptions().Without(string.Empty).ShouldBe(new PhotoSegmenterOptions());
        Should.Throw<UserErrorException>(() => new PhotoSegmenterOptions().Without("edge")).Message.ShouldBe(
            "'edge' is nothing that could be left out; choose from mirror, edges, second-look, colors, outline, pieces.");
    }

    [Fact]
    public void ACroppedTrainingSeesTheCentreOfAPhotoAndLeavesTheRestEmpty()
    {
        Photo photo = TestPhotos.LeftRight(41, 20, (255, 255, 255), (0, 0, 0)); // the square is columns 10 to 29
        Mask mask = new PhotoSegmenter(new BrightnessPredictor(fit: PackFit.Crop)).Segment(photo);
        float[] square = new PhotoSegmenter(new BrightnessPredictor()).Segment(CentreSquare.Cut(photo)).Values;
        for (int i = 0; i < mask.Values.Length; i++)
        {
            int column = i % 41;
            mask.Values[i].ShouldBe(column is >= 10 and < 30 ? square[(i / 41 * 20) + column - 10] : 0);
        }

        square[0].ShouldBeGreaterThan(0.9f);
        square[19].ShouldBeLessThan(0.1f);
    }

    [Fact]
    public void ASecondLookFindsTheOutlineOfASmallObject()
    {
        byte[] pixels = new byte[3 * 64 * 64], truth = new byte[64 * 64];
        for (int i = 0; i < truth.Length; i++)
        {
            double x = (i % 64) - 27.5, y = (i / 64) - 34.5;
            truth[i] = (byte)((x * x) + (y * y) < 100 ? 255 : 0);
            pixels.AsSpan(3 * i, 3).Fill(truth[i]);
        }

        var photo = new Photo(64, 64, pixels);
        double once = Iou(PhotoSegmenterOptions.Plain), twice = Iou(PhotoSegmenterOptions.Plain with { SecondLook = true });
        twice.ShouldBeGreaterThan(once + 0.03);
        twice.ShouldBeGreaterThan(0.9);

        double Iou(PhotoSegmenterOptions options)
        {
            var evaluation = new MaskEvaluation();
            evaluation.Add(new PhotoSegmenter(new BrightnessPredictor(), options).Segment(photo).Values, truth, 64, 64);
            return evaluation.Result("brightness").IouDataset;
        }
    }

    [Fact]
    public void Each_part_that_is_switched_on_does_what_it_does_alone()
    {
        Photo photo = TestPhotos.Noise(48, 40, 7);
        float[] plain = Segment(PhotoSegmenterOptions.Plain);
        var whole = new ObjectWindow(0, 0, 48, 40);

        float[] Segment(PhotoSegmenterOptions options) => new PhotoSegmenter(new BrightnessPredictor(), options).Segment(photo).Values;

        float[] By(Action<Mask> part)
        {
            var mask = new Mask(48, 40, [.. plain]);
            part(mask);
            mask.Values.ShouldNotBe(plain); // else nothing would be seen
            return mask.Values;
        }

        Segment(PhotoSegmenterOptions.Plain with { Colors = new ColorModel() }).ShouldBe(By(mask => new ColorModel().Mend(photo, mask, whole)));
        Segment(PhotoSegmenterOptions.Plain with { Outline = new GuidedFilter() }).ShouldBe(By(mask => new GuidedFilter().Smooth(photo, mask, whole)));
        Segment(PhotoSegmenterOptions.Plain with { Pieces = new SmallPieces() }).ShouldBe(By(mask => new SmallPieces().Clear(mask)));
    }

    // Knows how many squares it was given at a time.
    private sealed class CountingPredictor : IMaskPredictor
    {
        private readonly BrightnessPredictor _brightness = new();

        public List<int> Looks { get; } = [];

        public Action? Looked { get; set; }

        public int Side => _brightness.Side;

        public PackFit Fit => _brightness.Fit;

        public bool KnowsCloseUps => true;

        public int PhotosAtOnce => 1;

        public float[] Predict(float[] images)
        {
            Looks.Add(images.Length / (3 * Side * Side));
            Looked?.Invoke();
            return _brightness.Predict(images);
        }

        public void Dispose() => _brightness.Dispose();
    }
}
