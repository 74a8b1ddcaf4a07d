using System.Collections.Concurrent;
using PerturbSeg.Imaging;
using PerturbSeg.Masks;
using PerturbSeg.Outputs;
using PerturbSeg.PhotoLists;
using PerturbSeg.Segmentation;
using PerturbSeg.Tests.Shared;

namespace PerturbSeg.Tests.PhotoLists;

public sealed class PhotoWatchTests : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(40);
    private readonly TemporaryFolder _folder = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _segmented = [], _skipped = [];

    public PhotoWatchTests() => Directory.CreateDirectory(_folder.At("photos"));

    public void Dispose()
    {
        _stop.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task New_photos_are_segmented_and_tables_hold_all()
    {
        _folder.WritePhoto("photos/a.jpg", 1);
        Task<PhotoWatchReport> watch = Start();
        await Until(() => Table().Length == 2);
        _folder.WritePhoto("photos/sub/b.png", 2);
        await Until(() => Table().Length == 3);
        await _stop.CancelAsync();
        (await watch).Segmented.ShouldBe(2);
        _segmented.ShouldBe(["a.jpg", "sub/b.png"]);
        Directory.GetFiles(_folder.At("out"), "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(_folder.At("out"), file)).Order(StringComparer.Ordinal)
            .ShouldBe(["a-mask.png", "areas.csv", "sub/b-mask.png"]);
    }

    [Fact]
    public async Task A_file_is_taken_once_it_is_whole()
    {
        byte[] photo = PhotoEncoder.Encode(TestPhotos.Noise(64, 48, 1), PhotoFormat.Jpeg);
        Task<PhotoWatchReport> watch = Start();
        using (var writer = new FileStream(_folder.At("photos/slow.jpg"), FileMode.Create, FileAccess.Write, FileShare.ReadWrite))
        {
            foreach (byte[] part in photo.Chunk((photo.Length / 4) + 1)) // longer pauses than looks are apart
            {
                writer.Write(part);
                writer.Flush();
                await Task.Delay(4 * s_interval, TestContext.Current.CancellationToken);
                if (writer.Length < photo.Length)
                    File.Exists(_folder.At("out/slow-mask.png")).ShouldBeFalse();
            }
        }

        await Until(() => !_segmented.IsEmpty);
        await _stop.CancelAsync();
        (await watch).Segmented.ShouldBe(1);
        _skipped.ShouldBeEmpty(); // nobody is told of a file that was being written
        PhotoHeader mask = PhotoDecoder.ReadHeader(File.ReadAllBytes(_folder.At("out/slow-mask.png")));
        (mask.Width, mask.Height).ShouldBe((64, 48));
    }

    [Fact]
    public async Task What_stays_unreadable_is_told_once_and_a_changed_photo_is_done_again()
    {
        _folder.Write("photos/broken.jpg", [1, 2, 3]);
        _folder.WritePhoto("photos/a.png", 1, width: 24);
        Task<PhotoWatchReport> watch = Start(patience: s_interval);
        await Until(() => _segmented.Count == 1 && _skipped.Count == 1);
        _folder.WritePhoto("photos/a.png", 1, width: 30);
        await Until(() => _segmented.Count == 2);
        await Task.Delay(3 * s_interval, TestContext.Current.CancellationToken);
        await _stop.CancelAsync();
        (await watch).ShouldBe(new PhotoWatchReport(Segmented: 2, PassedOver: 1, Unwritten: 0));
        _skipped.ShouldBe(["broken.jpg"]);
        Table()[1].ShouldStartWith("a.png,30,");
    }

    [Fact]
    public async Task Photos_that_an_earlier_run_finished_are_passed_over()
    {
        _folder.WritePhoto("photos/a.jpg", 1);
        Task<PhotoWatchReport> watch = Start();
        await Until(() => Table().Length == 2);
        await _stop.CancelAsync();
        await watch;
        using var again = new CancellationTokenSource();
        watch = Start(resume: true, stop: again);
        _folder.WritePhoto("photos/b.jpg", 2);
        await Until(() => _segmented.Count == 2);
        await again.CancelAsync();
        (await watch).Segmented.ShouldBe(1);
        Table().Length.ShouldBe(3);
    }

    [Fact]
    public async Task A_photo_behind_a_link_is_taken_once_it_is_whole_and_one_that_goes_on_being_written_is_not_told_as_unreadable()
    {
        byte[] photo = PhotoEncoder.Encode(TestPhotos.Noise(64, 48, 1), PhotoFormat.Jpeg);
        string slow = _folder.Write("elsewhere/slow.jpg", photo[..(photo.Length / 2)]);
        File.CreateSymbolicLink(_folder.At("photos/slow.jpg"), slow);
        Task<PhotoWatchReport> watch = Start(patience: 50 * s_interval);
        await Task.Delay(5 * s_interval, TestContext.Current.CancellationToken); // it was looked at, and cannot be read
        for (int i = 0; i < 60; i++)
        {
            File.AppendAllBytes(slow, [photo[(photo.Length / 2) + i]]);
            await Task.Delay(s_interval, TestContext.Current.CancellationToken);
        }

        File.WriteAllBytes(slow, photo);
        await Until(() => !_segmented.IsEmpty);
        await _stop.CancelAsync();
        (await watch).ShouldBe(new PhotoWatchReport(Segmented: 1, PassedOver: 0, Unwritten: 0));
        _skipped.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_look_that_fails_leaves_tables_of_what_was_done()
    {
        _folder.WritePhoto("photos/a.jpg", 1);
        _folder.WritePhoto("photos/b.jpg", 2, width: 31);
        Task<PhotoWatchReport> watch = Start(segmenter: new HalfObject { FailsAtWidth = 31 });
        await Should.ThrowAsync<InvalidOperationException>(() => watch);
        Table().Length.ShouldBe(2);
        Table()[1].ShouldStartWith("a.jpg,");
    }

    private Task<PhotoWatchReport> Start(bool resume = false, TimeSpan? patience = null, CancellationTokenSource? stop = null, HalfObject? segmenter = null)
    {
        CancellationToken token = (stop ?? _stop).Token;
        var list = new PhotoListOptions { Outputs = SegmentationOutputs.Parse("mask,csv"), Folder = _folder.At("out"), Resume = resume, Threads = 1 };
        var options = new PhotoWatchOptions
        {
            Interval = s_interval,
            Patience = patience ?? TimeSpan.FromMinutes(1),
            Segmented = photo => _segmented.Enqueue(photo.Name),
            Skipped = photo => _skipped.Enqueue(photo.Name),
        };
        return Task.Run(
            () => PhotoWatch.Run(segmenter ?? new HalfObject(), () => PhotoTasks.List([_folder.At("photos")], _folder.At("out"), mayBeEmpty: true), list, options, token), CancellationToken.None);
    }

    private string[] Table() => File.Exists(_folder.At("out/areas.csv")) ? File.ReadAllLines(_folder.At("out/areas.csv")) : [];

    private static async Task Until(Func<bool> condition)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        while (!condition())
        {
            clock.Elapsed.TotalSeconds.ShouldBeLessThan(30);
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Takes the left half of every photo for the object.</summary>
    private sealed class HalfObject : IPhotoSegmenter
    {
        public int FailsAtWidth { get; init; }

        public int PhotosAtOnce => 1;

        public Mask[] Segment(IReadOnlyList<Photo> photos, CancellationToken cancellation = default) => [.. photos.Select(photo => photo.Width == FailsAtWidth ? throw new InvalidOperationException() : new Mask(
            photo.Width, photo.Height, [.. Enumerable.Range(0, photo.Width * photo.Height).Select(i => i % photo.Width < photo.Width / 2 ? 1f : 0f)]))];
    }
}
