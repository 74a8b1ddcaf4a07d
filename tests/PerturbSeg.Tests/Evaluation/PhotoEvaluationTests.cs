using PerturbSeg.Evaluation;
using PerturbSeg.Imaging;
using PerturbSeg.Masks;
using PerturbSeg.Metrics;
using PerturbSeg.Photos;
using PerturbSeg.Segmentation;
using PerturbSeg.Tests.Shared;

namespace PerturbSeg.Tests.Evaluation;

/// <summary>A segmenter that finds the left half of every photo, against masks whose scores are counted by hand.</summary>
public sealed class PhotoEvaluationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_photo_is_scored_with_its_own_mask_at_its_own_size()
    {
        Pair("a", 8, 2, (x, _) => x < 4); // 8 of 8
        Pair("sub/b", 4, 4, (x, _) => x is 1 or 2); // 4 of 12
        Pair("c", 16, 1, (x, _) => x >= 8); // 0 of 16
        EvaluationResult result = Score();
        result.IouDataset.ShouldBe((8 + 4 + 0) / 36.0, 1e-12);
        result.IouPhotoMean.ShouldBe((1 + (1 / 3.0) + 0) / 3, 1e-12);
        result.PhotoScores.OrderBy(score => score.Photo, StringComparer.Ordinal).Select(score => (score.Photo, score.Width, score.Iou)).ShouldBe([("a", 8, 1), ("c", 16, 0), ("sub/b", 4, 1 / 3.0)]);
    }

    [Fact]
    public void Pixels_to_ignore_count_neither_for_nor_against()
    {
        _folder.WritePhoto("images/a.png", 1, width: 4, height: 1);
        _folder.Write("masks/a.png", PngFile.Encode(4, 1, 1, [1, 9, 1, 0])); // found: the first two
        Score(new MaskValues(1)).IouDataset.ShouldBe(1 / 3.0, 1e-12);
        Score(new MaskValues(1, ignored: 9)).IouDataset.ShouldBe(1 / 2.0, 1e-12);
    }

    [Fact]
    public void A_mask_of_another_size_is_refused_before_anything_is_scored()
    {
        Pair("a", 8, 2, (x, _) => x < 4);
        _folder.WritePhoto("images/b.png", 1, width: 4, height: 4);
        _folder.WriteMask("masks/b.png", 4, 5, (_, _) => true);
        Should.Throw<UserErrorException>(() => Score()).Message.ShouldContain("has 4×5 pixels");
    }

    private EvaluationResult Score(MaskValues? values = null)
        => PhotoEvaluation.Run(new LeftHalf(), "half", EvaluationSet.Open(_folder.Root).ReadBy(values), threads: 2, cancellation: TestContext.Current.CancellationToken);

    private void Pair(string name, int width, int height, Func<int, int, bool> isObject)
    {
        _folder.WritePhoto($"images/{name}.png", 1, width, height);
        _folder.WriteMask($"masks/{name}.png", width, height, isObject);
    }

    private sealed class LeftHalf : IPhotoSegmenter
    {
        public int PhotosAtOnce => 2;

        public Mask[] Segment(IReadOnlyList<Photo> photos, CancellationToken cancellation = default)
            => [.. photos.Select(photo => new Mask(photo.Width, photo.Height, [.. Enumerable.Range(0, photo.Width * photo.Height).Select(i => i % photo.Width < photo.Width / 2 ? 1f : 0f)]))];

        public FoundObjects[] Find(IReadOnlyList<Photo> photos, CancellationToken cancellation = default) => [.. Segment(photos, cancellation).Select(mask => new FoundObjects(mask))];
    }
}
