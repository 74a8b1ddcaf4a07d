using System.Diagnostics;
using PerturbSeg.Files;
using PerturbSeg.Imaging;
using PerturbSeg.Outputs;
using PerturbSeg.Photos;
using PerturbSeg.Segmentation;

namespace PerturbSeg.PhotoLists;

/// <summary>
/// Segments a list of photos, several at once, and writes the outputs. Photos that cannot be read, or whose files cannot be written, are passed
/// over and reported.
/// </summary>
/// <remarks>
/// Threads decode and judge a photo each, and one photo more is in memory, whose files are made and written meanwhile: small photos spend a twelfth of
/// their time waiting for the disk.
/// </remarks>
public sealed class PhotoListSegmentation : IDisposable
{
    private readonly IPhotoSegmenter _segmenter;
    private readonly PhotoListOptions _options;
    // The shortest time from one writing of the tables to the next: a run that is killed is gone on with from there. Those of many photos are written
    // more seldom, so that it takes a twentieth of the time at most.
    private static readonly TimeSpan BetweenTables = TimeSpan.FromSeconds(10);

    private readonly DateTime? _since; // files that are older are not gone on with; null goes on with none
    private readonly TableFile[] _tables;
    private readonly PhotoDecoder _decoder;
    private readonly SemaphoreSlim _roomToJudge;
    private TimeSpan _nextTables = BetweenTables;
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    internal PhotoListSegmentation(IPhotoSegmenter segmenter, PhotoListOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Threads, 1);
        _segmenter = segmenter;
        _options = options;
        _decoder = new PhotoDecoder(options.MaxPixels);
        _roomToJudge = new SemaphoreSlim(options.Threads);
        if (options.Resume)
            _since = options.Segmenter is { } whose ? SegmenterMark.Resume(options.Folder, whose) : DateTime.MinValue;
        else if (options.Segmenter is { } own)
            SegmenterMark.Begin(options.Folder, own);
        string tables = options.TableFolder ?? options.Folder;
        _tables = [.. options.Outputs.Tables.Select(table => new TableFile(table, tables, _since <= File.GetLastWriteTimeUtc(Path.Combine(tables, table.FileName))))];
    }

    /// <summary>Whether an output folder says that its masks are of a segmenter (<see cref="PhotoListOptions.Segmenter"/>): only these can be gone on with.</summary>
    /// <param name="folder">The folder; need not exist.</param>
    /// <param name="segmenter">What tells the segmenter from others.</param>
    /// <exception cref="UserErrorException">What the folder says cannot be read.</exception>
    public static bool IsOf(string folder, string segmenter) => SegmenterMark.Read(folder)?.Segmenter == segmenter;

    /// <summary>Checks that what is asked for can be gone on with, where that is asked for; nothing is written.</summary>
    /// <param name="options">What is to be written, and where to.</param>
    /// <exception cref="UserErrorException">The folder holds masks of another segmenter.</exception>
    public static void Check(PhotoListOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options is { Resume: true, Segmenter: { } segmenter })
            SegmenterMark.Require(options.Folder, segmenter);
    }

    /// <summary>Runs.</summary>
    /// <param name="segmenter">Finds the objects.</param>
    /// <param name="photos">The photos.</param>
    /// <param name="options">What is written, and where to.</param>
    /// <param name="progress">Told after each photo.</param>
    /// <param name="cancellation">Ends the work between photos; tables then hold what was done.</param>
    /// <exception cref="OperationCanceledException">The work was ended.</exception>
    /// <exception cref="UserErrorException">A table of an earlier run cannot be gone on with, or its masks are of another segmenter.</exception>
    /// <exception cref="FileWriteException">The disk is full, or fails.</exception>
    public static SegmentationReport Run(
        IPhotoSegmenter segmenter,
        IReadOnlyList<PhotoTask> photos,
        PhotoListOptions options,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(segmenter);
        ArgumentNullException.ThrowIfNull(photos);
        ArgumentNullException.ThrowIfNull(options);
        using var segmentation = new PhotoListSegmentation(segmenter, options);
        return segmentation.Run(photos, progress, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => _roomToJudge.Dispose();

    private SegmentationReport Run(IReadOnlyList<PhotoTask> photos, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        PhotoTask[] open = [.. photos.Where(task => !IsFinished(task))];
        int finished = photos.Count - open.Length, segmented = 0, unwritten = 0;
        var files = new List<string>();
        var skipped = new List<SkippedPhoto>();
        var doubts = new List<PhotoDoubt>();
        SaveTables(); // those of an earlier run that is not gone on with would pass for this one's
        try
        {
            Segment(open, OpenedPhoto.Open, Note, cancellation);
        }
        catch
        {
            SaveTables();
            throw;
        }

        files.AddRange(SaveTables());
        return new SegmentationReport(segmented, finished, files, skipped)
        {
            Unwritten = unwritten,
            Doubts = [.. doubts.OrderByDescending(photo => photo.Doubt).ThenBy(photo => photo.Photo, StringComparer.Ordinal)],
        };

        void Note(PhotoTask task, PhotoOutcome outcome)
        {
            if (outcome.Problem is { } reason)
                skipped.Add(new SkippedPhoto(task.Source, task.Name, reason));
            else
                segmented++;
            unwritten += outcome is { Problem: not null, IsRead: true } ? 1 : 0;
            files.AddRange(outcome.Files);
            if (outcome.Doubt is { } doubt)
                doubts.Add(new PhotoDoubt(task.EntryName, doubt));
            SaveTablesInTime();
            string? note = skipped.Count > 0 ? $"{skipped.Count} skipped" : null;
            progress?.Report(new WorkProgress(finished + segmented + skipped.Count, photos.Count, note));
        }
    }

    /// <summary>Whether a photo has all its files, younger than the photo, and an entry in each table, from an earlier run that is gone on with.</summary>
    internal bool IsFinished(PhotoTask task)
    {
        if (_since is not { } since)
            return false;
        DateTime taken = LinkedFile.Of(task.Path).LastWriteTimeUtc;
        return _options.Outputs.Files.All(output => new FileInfo(FileOf(task, output)) is { Exists: true } file && file.LastWriteTimeUtc >= since && file.LastWriteTimeUtc >= taken)
            && _tables.All(table => table.Has(task.OutputName, task.EntryName));
    }

    /// <summary>Segments photos and writes their files; tables are written by <see cref="SaveTables"/>.</summary>
    /// <param name="photos">The photos.</param>
    /// <param name="open">Reads a photo's file, one at a time.</param>
    /// <param name="done">Told what became of each photo, in their order, one at a time.</param>
    /// <param name="cancellation">Ends the work between photos.</param>
    /// <exception cref="OperationCanceledException">The work was ended.</exception>
    internal void Segment(
        IReadOnlyList<PhotoTask> photos, Func<PhotoTask, OpenedPhoto> open, Action<PhotoTask, PhotoOutcome> done, CancellationToken cancellation)
        => new PhotoPipeline<PhotoTask, OpenedPhoto, PhotoOutcome>
        {
            Open = open,
            Pixels = photo => photo.Pixels,
            Work = batch => Segment(batch, cancellation),
            Done = done,
        }.Run(photos, _options.Threads + 1, _segmenter.PhotosAtOnce, cancellation);

    /// <summary>Writes the tables where that was long ago.</summary>
    internal void SaveTablesInTime()
    {
        if (_clock.Elapsed > _nextTables)
            SaveTables();
    }

    /// <summary>Writes the tables, and the files that are the same whatever the photos are.</summary>
    /// <returns>What was written.</returns>
    internal IReadOnlyList<string> SaveTables()
    {
        TimeSpan began = _clock.Elapsed;
        foreach (DatasetFile file in _options.Outputs.Datasets)
            AtomicFile.WriteText(PathOf(file.FileName), file.Content);
        foreach (TableFile table in _tables)
            table.Save();
        TimeSpan taken = _clock.Elapsed - began;
        _nextTables = _clock.Elapsed + (20 * taken > BetweenTables ? 20 * taken : BetweenTables);
        return [.. _options.Outputs.Datasets.Select(file => PathOf(file.FileName)), .. _tables.Select(table => table.FilePath)];
    }

    private PhotoOutcome[] Segment(IReadOnlyList<OpenedPhoto> batch, CancellationToken cancellation)
    {
        var outcomes = new PhotoOutcome?[batch.Count];
        var photos = new List<(int Index, Photo Photo)>();
        SegmentedPhoto[] segmented;
        _roomToJudge.Wait(cancellation);
        try
        {
            for (int i = 0; i < outcomes.Length; i++)
            {
                if (batch[i].Decode(_decoder, out string problem) is { } photo)
                    photos.Add((i, photo));
                else
                    outcomes[i] = new PhotoOutcome([]) { Problem = problem, IsRead = false };
            }

            FoundObjects[] found = photos.Count == 0 ? [] : _segmenter.Find([.. photos.Select(entry => entry.Photo)], cancellation);
            if (found.Length != photos.Count)
                throw new InvalidOperationException($"The segmenter gave {found.Length} results for {photos.Count} photos.");
            segmented = [.. photos.Zip(found, (entry, objects) => Show(batch[entry.Index].Task, entry.Photo, objects))];
        }
        finally
        {
            _roomToJudge.Release();
        }

        foreach (((int index, _), SegmentedPhoto photo) in photos.Zip(segmented))
            outcomes[index] = Write(batch[index].Task, photo);
        return outcomes!;
    }

    private SegmentedPhoto Show(PhotoTask task, Photo photo, FoundObjects found)
    {
        bool shown = _options.Outputs.Files.Any(output => output.TakesBackground);
        return new SegmentedPhoto(task.EntryName, photo, found)
        {
            OutputName = task.OutputName,
            Path = task.Path,
            Background = shown ? _options.Backgrounds?.Remove(photo, found.Mask) : null,
        };
    }

    private PhotoOutcome Write(PhotoTask task, SegmentedPhoto segmented)
    {
        var files = new List<string>();
        try
        {
            foreach (ISegmentationOutput output in _options.Outputs.Files)
            {
                string path = FileOf(task, output);
                AtomicFile.Write(path, stream => output.Write(stream, segmented));
                files.Add(path);
            }
        }
        catch (Exception exception) when (exception is FileWriteException { IsOfDisk: false } or ImagingException)
        {
            // A name too long for the file system, say, or a photo too long for JPEG: other photos can be written.
            return new PhotoOutcome(files) { Problem = exception.Message.TrimEnd('.') };
        }

        foreach (TableFile table in _tables)
            table.Add(segmented);
        return new PhotoOutcome(files) { Doubt = segmented.Doubt };
    }

    private string FileOf(PhotoTask task, ISegmentationOutput output) => PathOf(output.FileName(task.OutputName, task.EntryName));

    private string PathOf(string fileName) => Path.Combine(_options.Folder, fileName);
}
