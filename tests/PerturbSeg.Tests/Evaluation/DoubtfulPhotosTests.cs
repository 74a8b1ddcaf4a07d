using PerturbSeg.Evaluation;
using PerturbSeg.Imaging;
using PerturbSeg.Masks;
using PerturbSeg.PhotoLists;
using PerturbSeg.Segmentation;
using PerturbSeg.Tests.Shared;

namespace PerturbSeg.Tests.Evaluation;

public sealed class DoubtfulPhotosTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TheMostDoubtfulComeFirstAndUnreadableOnesAreCounted()
    {
        Save("dark.png", 10);
        Save("bright.png", 240);
        Save("grey.png", 128);
        File.WriteAllText(_folder.At("broken.png"), "no photo");
        DoubtfulPhotos found = DoubtfulPhotos.Find(new ByDarkness(), Photos(), threads: 2, TestContext.Current.CancellationToken);
        found.Doubts.Select(photo => photo.Photo).ShouldBe(["dark.png", "grey.png", "bright.png"]);
        found.Doubts.Select(photo => photo.Doubt).ShouldBeInOrder(SortDirection.Descending);
        found.Unread.ShouldBe(1);
        RgbSheet(found).ShouldBe((3 * 98) - 2);
    }

    [Fact]
    public void OfManyPhotosSomeAreShown()
    {
        for (int i = 0; i < DoubtfulPhotos.MostShown + 3; i++)
            Save($"{i:00}.png", (byte)(8 * i));
        DoubtfulPhotos found = DoubtfulPhotos.Find(new ByDarkness(), Photos(), threads: 1, TestContext.Current.CancellationToken);
        found.Doubts.Count.ShouldBe(DoubtfulPhotos.MostShown + 3);
        found.Sheet.ShouldNotBeNull().Pixels[..3].ToArray().ShouldBe([0, 0, 0]); // the darkest
        RgbSheet(found).ShouldBe((12 * 98) - 2);
        found.Sheet.Height.ShouldBe((4 * 98) - 2);
    }

    [Fact]
    public void WithoutAReadablePhotoThereIsNoSheet()
    {
        File.WriteAllText(_folder.At("broken.png"), "no photo");
        DoubtfulPhotos found = DoubtfulPhotos.Find(new ByDarkness(), Photos(), threads: 1, TestContext.Current.CancellationToken);
        (found.Doubts.Count, found.Unread, found.Sheet).ShouldBe((0, 1, null));
    }

    private static int RgbSheet(DoubtfulPhotos found) => found.Sheet.ShouldNotBeNull().Width;

    private void Save(string name, byte grey) => PngFile.Save(_folder.At(name), 6, 5, 3, TestPhotos.Plain(6, 5, grey, grey, grey).Pixels);

    private PhotoList Photos() => PhotoTasks.List([_folder.Root], _folder.At("elsewhere"));

    /// <summary>Finds dark photos doubtful.</summary>
    private sealed class ByDarkness : IPhotoSegmenter
    {
        public int PhotosAtOnce => 1;

        public Mask[] Segment(IReadOnlyList<Photo> photos, CancellationToken cancellation = default)
            => [.. photos.Select(photo => new Mask(photo.Width, photo.Height, new float[photo.Width * photo.Height]))];

        public FoundObjects[] Find(IReadOnlyList<Photo> photos, CancellationToken cancellation = default)
            => [.. Segment(photos, cancellation).Zip(photos, (mask, photo) => new FoundObjects(mask) { Doubt = 1 - (photo.Pixels[0] / 255.0) })];
    }
}
