using PerturbSeg.Imaging;
using PerturbSeg.Masks;
using PerturbSeg.Outputs;
using PerturbSeg.PhotoLists;
using PerturbSeg.Segmentation;
using PerturbSeg.Tests.Segmentation;
using PerturbSeg.Tests.Shared;

namespace PerturbSeg.Tests.PhotoLists;

public sealed class PhotoListSegmentationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public PhotoListSegmentationTests()
    {
        _folder.WritePhoto("photos/a.jpg", 1);
        _folder.WritePhoto("photos/sub/b.png", 2);
        _folder.Write("photos/broken.jpg", [1, 2, 3]);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Tables_name_every_photo_by_its_path_in_the_folder()
    {
        SegmentationReport report = Segment("mask,csv,coco", resume: false);
        (report.Segmented, report.Finished, report.Skipped.Count).ShouldBe((2, 0, 1));
        report.Files.Select(file => Path.GetRelativePath(_folder.At("out"), file)).ShouldBe(["a-mask.png", "sub/b-mask.png", "areas.csv", "annotations.json"], ignoreOrder: true);
        string[] lines = File.ReadAllLines(_folder.At("out/areas.csv"));
        lines.Skip(1).Select(line => line.Split(',')[0]).ShouldBe(["a.jpg", "sub/b.png"]);
    }

    [Fact]
    public void A_resumed_run_does_what_is_missing_and_leaves_the_rest_as_it_is()
    {
        Segment("mask,csv", resume: false);
        string whole = File.ReadAllText(_folder.At("out/areas.csv"));
        File.WriteAllText(_folder.At("out/a-mask.png"), "kept");
        File.Delete(_folder.At("out/sub/b-mask.png"));
        SegmentationReport report = Segment("mask,csv", resume: true);
        (report.Segmented, report.Finished).ShouldBe((1, 1));
        File.ReadAllText(_folder.At("out/a-mask.png")).ShouldBe("kept");
        File.Exists(_folder.At("out/sub/b-mask.png")).ShouldBeTrue();
        File.ReadAllText(_folder.At("out/areas.csv")).ShouldBe(whole);

        Segment("mask,csv,coco", resume: true).Segmented.ShouldBe(2); // no photo has an entry in the new table
        Segment("mask,csv,coco", resume: true).Segmented.ShouldBe(0);
        Segment("mask", resume: false).Segmented.ShouldBe(2);
    }

    [Theory]
    [InlineData("mask")]
    [InlineData("mask,csv")]
    [InlineData("csv")]
    public void Masks_of_another_segmenter_are_not_gone_on_with(string formats)
    {
        Segment(formats, resume: false); // by a version that marked no folders
        Segment(formats, resume: true, segmenter: "first").Segmented.ShouldBe(0);
        Should.Throw<UserErrorException>(() => Segment(formats, resume: true, segmenter: "second")); // it is marked by now
        Segment(formats, resume: false, segmenter: "first").Segmented.ShouldBe(2);
        PhotoListSegmentation.IsOf(_folder.At("out"), "first").ShouldBeTrue();
        Segment(formats, resume: true, segmenter: "first").Segmented.ShouldBe(0);
        Dictionary<string, byte[]> before = Directory.GetFiles(_folder.At("out")).ToDictionary(file => file, File.ReadAllBytes);
        Should.Throw<UserErrorException>(() => Segment(formats, resume: true, segmenter: "second")).Message.ShouldContain("masks of another segmenter");
        Directory.GetFiles(_folder.At("out")).ShouldAllBe(file => before[file].SequenceEqual(File.ReadAllBytes(file)));
        Segment(formats, resume: false, segmenter: "second").Segmented.ShouldBe(2);
        Segment(formats, resume: true, segmenter: "second").Segmented.ShouldBe(0);
    }

    [Fact]
    public void A_copy_of_a_folder_is_gone_on_with()
    {
        Segment("mask,csv", resume: false, segmenter: "first");
        File.SetLastWriteTimeUtc(_folder.At("out/.segmenter"), DateTime.UtcNow.AddHours(1)); // as a copy that keeps no times may leave it
        Segment("mask,csv", resume: true, segmenter: "first").Finished.ShouldBe(2);
    }

    [Fact]
    public void A_table_that_another_segmenter_left_is_not_gone_on_with()
    {
        Segment("mask,csv", resume: false, segmenter: "first");
        File.SetLastWriteTimeUtc(_folder.At("out/areas.csv"), DateTime.UtcNow.AddSeconds(-1));
        Segment("mask", resume: false, segmenter: "second");
        Segment("mask,csv", resume: true, segmenter: "second").Segmented.ShouldBe(2);
    }

    [Fact]
    public void A_run_of_another_segmenter_that_is_stopped_goes_on_with_its_own_masks_alone()
    {
        for (int i = 0; i < 20; i++)
            _folder.WritePhoto($"photos/c{i:00}.png", i % 20);
        Segment("mask", resume: false, segmenter: "first").Segmented.ShouldBe(22);
        using var progress = new StopAfterTheFirst();
        Should.Throw<OperationCanceledException>(() => Segment("mask", resume: false, progress, "second"));
        Segment("mask", resume: true, segmenter: "second").Finished.ShouldBeInRange(1, 10);
    }

    [Fact]
    public void A_photo_that_is_younger_than_its_mask_is_done_again()
    {
        Segment("mask", resume: false);
        File.SetLastWriteTimeUtc(_folder.At("photos/a.jpg"), File.GetLastWriteTimeUtc(_folder.At("out/a-mask.png")).AddSeconds(1));
        SegmentationReport report = Segment("mask", resume: true);
        (report.Segmented, report.Finished).ShouldBe((1, 1));
    }

    [Fact]
    public void A_run_that_is_stopped_leaves_tables_of_what_was_done()
    {
        using var progress = new StopAfterTheFirst();
        for (int i = 0; i < 20; i++) // more than are worked on at once
            _folder.WritePhoto($"photos/c{i:00}.png", i % 20);
        Should.Throw<OperationCanceledException>(() => Segment("mask,csv", resume: false, progress));
        int done = File.ReadAllLines(_folder.At("out/areas.csv")).Length - 1;
        done.ShouldBeInRange(1, 10);
        Segment("mask,csv", resume: true).Finished.ShouldBe(done);
    }

    [Fact]
    public void A_photo_whose_files_cannot_be_written_is_reported_and_the_rest_is_done()
    {
        _folder.WritePhoto($"photos/{new string('n', 243)}.jpg", 3); // with its ending and that of a mask too long for a file system
        SegmentationReport report = Segment("mask,csv", resume: false);
        (report.Segmented, report.Skipped.Count, report.Unwritten).ShouldBe((2, 2, 1));
        report.Skipped.ShouldContain(photo => photo.Name.StartsWith("nnn") && photo.Reason.Contains("cannot be written") && photo.Reason.Contains("too long"));
        File.ReadAllLines(_folder.At("out/areas.csv")).Length.ShouldBe(3);
        Directory.GetFiles(_folder.At("out"), "*partial*").ShouldBeEmpty();
    }

    [Fact]
    public void A_photo_that_is_too_long_for_its_data_set_is_reported_and_the_rest_is_done()
    {
        File.WriteAllBytes(_folder.At("photos/long.jpg"), PngFile.Encode(66_000, 1, 3, new byte[3 * 66_000])); // its name asks for JPEG, which ends at 65,500
        SegmentationReport report = Segment("labelme,csv", resume: false);
        report.Skipped.Select(photo => photo.Name).ShouldBe(["broken.jpg", "long.jpg"], ignoreOrder: true);
        (report.Segmented, report.Unwritten).ShouldBe((2, 1));
        File.ReadAllLines(_folder.At("out/areas.csv")).Length.ShouldBe(3);
    }

    [Fact]
    public void Data_sets_are_written_whole_and_resumed()
    {
        Segment("yolo,voc,labelme", resume: false).Segmented.ShouldBe(2);
        Directory.GetFiles(_folder.At("out"), "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(_folder.At("out"), file)).Order(StringComparer.Ordinal).ShouldBe(
        [
            "labelme/a.jpg", "labelme/a.json", "labelme/sub/b.json", "labelme/sub/b.png",
            "voc/Annotations/a.xml", "voc/Annotations/sub/b.xml", "voc/ImageSets/Segmentation/trainval.txt", "voc/JPEGImages/a.jpg", "voc/JPEGImages/sub/b.png",
            "voc/SegmentationClass/a.png", "voc/SegmentationClass/sub/b.png", "voc/SegmentationObject/a.png", "voc/SegmentationObject/sub/b.png", "voc/labelmap.txt",
            "yolo/data.yaml", "yolo/images/a.jpg", "yolo/images/sub/b.png", "yolo/labels/a.txt", "yolo/labels/sub/b.txt",
        ]);
        File.ReadAllBytes(_folder.At("out/yolo/images/a.jpg")).ShouldBe(File.ReadAllBytes(_folder.At("photos/a.jpg")));
        File.ReadAllLines(_folder.At("out/voc/ImageSets/Segmentation/trainval.txt")).ShouldBe(["a", "sub/b"]);
        File.Delete(_folder.At("out/yolo/labels/sub/b.txt"));
        SegmentationReport again = Segment("yolo,voc,labelme", resume: true);
        (again.Segmented, again.Finished).ShouldBe((1, 1));
    }

    [Fact]
    public void A_table_that_is_none_is_not_gone_on_with()
    {
        _folder.Write("out/areas.csv", [65]);
        Should.Throw<UserErrorException>(() => Segment("csv", resume: true)).Message.ShouldContain("--resume");
        Segment("csv", resume: false).Segmented.ShouldBe(2);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void As_many_photos_are_judged_at_once_as_there_are_threads(int threads)
    {
        for (int i = 0; i < 12; i++)
            _folder.WritePhoto($"photos/c{i:00}.png", i);
        var segmenter = new CountingSegmenter();
        IReadOnlyList<PhotoTask> photos = PhotoTasks.List([_folder.At("photos")], _folder.At("out"));
        var options = new PhotoListOptions { Outputs = SegmentationOutputs.Parse("mask"), Folder = _folder.At("out"), Threads = threads };
        PhotoListSegmentation.Run(segmenter, photos, options, cancellation: TestContext.Current.CancellationToken).Segmented.ShouldBe(14);
        segmenter.Most.ShouldBeInRange(1, threads);
        Should.Throw<ArgumentOutOfRangeException>(() => PhotoListSegmentation.Run(segmenter, photos, options with { Threads = 0 }, cancellation: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_segmenter_is_given_no_empty_list_and_gives_masks_of_the_photos_sizes()
    {
        IReadOnlyList<PhotoTask> photos = PhotoTasks.List([_folder.At("photos")], _folder.At("out"));
        var options = new PhotoListOptions { Outputs = SegmentationOutputs.Parse("mask"), Folder = _folder.At("out"), Threads = 1 };
        PhotoListSegmentation.Run(new OwnSegmenter(photo => new Mask(photo.Width, photo.Height, new float[photo.Width * photo.Height])), photos, options, cancellation: TestContext.Current.CancellationToken)
            .Segmented.ShouldBe(2);
        Should.Throw<ArgumentException>(() => PhotoListSegmentation.Run(new OwnSegmenter(_ => new Mask(1, 1, [0])), photos, options, cancellation: TestContext.Current.CancellationToken))
            .Message.ShouldContain("The mask has 1×1 pixels");
    }

    [Fact]
    public void A_folder_that_is_moved_away_costs_a_photo_and_not_the_rest()
    {
        IReadOnlyList<PhotoTask> photos = PhotoTasks.List([_folder.At("photos")], _folder.At("out"));
        var options = new PhotoListOptions { Outputs = SegmentationOutputs.Parse("mask") with { Files = [new OutputThatLosesItsFolder(_folder.At("out"))] }, Folder = _folder.At("out"), Threads = 1 };
        SegmentationReport report = PhotoListSegmentation.Run(new PhotoSegmenter(new BrightnessPredictor()), photos, options, cancellation: TestContext.Current.CancellationToken);
        (report.Segmented, report.Unwritten).ShouldBe((1, 1));
    }

    private SegmentationReport Segment(string formats, bool resume, StopAfterTheFirst? progress = null, string? segmenter = null)
    {
        string output = _folder.At("out");
        var options = new PhotoListOptions { Outputs = SegmentationOutputs.Parse(formats), Folder = output, Resume = resume, Segmenter = segmenter };
        IReadOnlyList<PhotoTask> photos = PhotoTasks.List([_folder.At("photos")], output);
        return PhotoListSegmentation.Run(new PhotoSegmenter(new BrightnessPredictor()), photos, options, progress, progress?.Token ?? CancellationToken.None);
    }

    private sealed class OwnSegmenter(Func<Photo, Mask> segment) : IPhotoSegmenter
    {
        public int PhotosAtOnce => 1;

        public Mask[] Segment(IReadOnlyList<Photo> photos, CancellationToken cancellation = default)
        {
            photos.ShouldNotBeEmpty();
            return [.. photos.Select(segment)];
        }
    }

    private sealed class OutputThatLosesItsFolder(string folder) : ISegmentationOutput
    {
        public string Format => "mask";

        public void Write(Stream stream, SegmentedPhoto segmented)
        {
            if (segmented.Name == "sub/b.png")
                Directory.Delete(Path.Combine(folder, "sub"), recursive: true);
        }
    }

    private sealed class CountingSegmenter : IPhotoSegmenter
    {
        private readonly PhotoSegmenter _segmenter = new(new BrightnessPredictor());
        private readonly Lock _gate = new();
        private int _now;

        public int Most { get; private set; }

        public int PhotosAtOnce => 1;

        public Mask[] Segment(IReadOnlyList<Photo> photos, CancellationToken cancellation = default) => [.. Find(photos, cancellation).Select(found => found.Mask)];

        public FoundObjects[] Find(IReadOnlyList<Photo> photos, CancellationToken cancellation = default)
        {
            lock (_gate)
                Most = Math.Max(Most, ++_now);
            Thread.Sleep(5); // long enough for others to come in
            FoundObjects[] found = _segmenter.Find(photos, cancellation);
            lock (_gate)
                _now--;
            return found;
        }
    }

    private sealed class StopAfterTheFirst : IProgress<WorkProgress>, IDisposable
    {
        private readonly CancellationTokenSource _stop = new();

        public CancellationToken Token => _stop.Token;

        public void Report(WorkProgress value) => _stop.Cancel();

        public void Dispose() => _stop.Dispose();
    }
}
