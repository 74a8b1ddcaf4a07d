using PerturbSeg.Data;
using PerturbSeg.Files;
using PerturbSeg.Imaging;
using PerturbSeg.Segmentation.Outputs;

namespace PerturbSeg.Segmentation;

/// <summary>Segments a list of photos, a batch at a time, and writes the outputs. Photos that cannot be read, or whose files cannot be written, are passed over and reported.</summary>
public sealed class PhotoListSegmentation
{
    private readonly IPhotoSegmenter _segmenter;
    private readonly PhotoListOptions _options;
    private readonly TableFile[] _tables;
    private readonly List<string> _files = [];
    private readonly List<SkippedPhoto> _skipped = [];
    private int _unwritten;

    internal PhotoListSegmentation(IPhotoSegmenter segmenter, PhotoListOptions options)
    {
        _segmenter = segmenter;
        _options = options;
        _tables = [.. options.Outputs.Tables.Select(table => new TableFile(table, options.Folder, options.Resume))];
    }

    /// <summary>Runs.</summary>
    /// <param name="segmenter">Finds the objects.</param>
    /// <param name="photos">The photos.</param>
    /// <param name="options">What is written, and where to.</param>
    /// <param name="progress">Told after each batch.</param>
    /// <param name="cancellation">Ends the work between batches; tables then hold what was done.</param>
    /// <exception cref="OperationCanceledException">The work was ended.</exception>
    /// <exception cref="UserErrorException">A table of an earlier run cannot be gone on with.</exception>
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
        return new PhotoListSegmentation(segmenter, options).Run(photos, progress, cancellation);
    }

    private SegmentationReport Run(IReadOnlyList<PhotoTask> photos, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        PhotoTask[] open = _options.Resume ? [.. photos.Where(task => !IsFinished(task))] : [.. photos];
        int finished = photos.Count - open.Length, segmented = 0;
        try
        {
            foreach (IReadOnlyList<(PhotoTask Task, Photo Photo)> batch in PhotoBatches.Of(Readable(open, cancellation), entry => entry.Photo))
            {
                segmented += Segment(batch, cancellation);
                string? note = _skipped.Count > 0 ? $"{_skipped.Count} skipped" : null;
                progress?.Report(new WorkProgress(finished + segmented + _skipped.Count, photos.Count, note));
            }
        }
        catch (OperationCanceledException)
        {
            SaveTables();
            throw;
        }

        SaveTables();
        return new SegmentationReport(segmented, finished, _files, _skipped) { Unwritten = _unwritten };
    }

    /// <summary>Segments decoded photos and writes their files; tables are written by <see cref="SaveTables"/>.</summary>
    /// <returns>How many photos have all their files.</returns>
    internal int Segment(IReadOnlyList<(PhotoTask Task, Photo Photo)> batch, CancellationToken cancellation)
    {
        FoundObjects[] found = _segmenter.Find([.. batch.Select(entry => entry.Photo)], cancellation);
        int before = _unwritten;
        for (int i = 0; i < found.Length; i++)
            Write(batch[i].Task, batch[i].Photo, found[i]);
        return batch.Count - (_unwritten - before);
    }

    /// <summary>Whether a photo has all its files and an entry in each table.</summary>
    internal bool IsFinished(PhotoTask task)
        => _options.Outputs.Files.All(output => File.Exists(FileOf(task, output))) && _tables.All(table => table.Has(task.OutputName, task.EntryName));

    private IEnumerable<(PhotoTask Task, Photo Photo)> Readable(IReadOnlyList<PhotoTask> photos, CancellationToken cancellation)
    {
        var decoder = new PhotoDecoder();
        foreach (PhotoTask task in photos)
        {
            cancellation.ThrowIfCancellationRequested();
            if (Read(decoder, task, out string reason) is { } photo)
                yield return (task, photo);
            else
                _skipped.Add(new SkippedPhoto(task.Source, task.Name, reason));
        }
    }

    /// <summary>Reads a photo; null where it cannot be read, with the reason.</summary>
    internal static Photo? Read(PhotoDecoder decoder, PhotoTask task, out string reason)
    {
        try
        {
            reason = string.Empty;
            return decoder.Decode(PhotoBytes.ReadFile(task.Path));
        }
        catch (Exception exception) when (exception is PhotoFormatException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            reason = exception.Message.TrimEnd('.');
            return null;
        }
    }

    /// <summary>Writes the tables, and the files that are the same whatever the photos are.</summary>
    internal void SaveTables()
    {
        foreach (DatasetFile file in _options.Outputs.Datasets)
        {
            AtomicFile.WriteText(PathOf(file.FileName), file.Content);
            _files.Add(PathOf(file.FileName));
        }

        foreach (TableFile table in _tables)
        {
            table.Save();
            _files.Add(table.FilePath);
        }
    }

    /// <summary>The photos that were skipped since the last call. What was written is forgotten too: a watch may go on for months.</summary>
    internal IReadOnlyList<SkippedPhoto> TakeSkipped()
    {
        SkippedPhoto[] skipped = [.. _skipped];
        _skipped.Clear();
        _files.Clear();
        return skipped;
    }

    private void Write(PhotoTask task, Photo photo, FoundObjects found)
    {
        bool shown = _options.Outputs.Files.Any(output => output.TakesBackground);
        var segmented = new SegmentedPhoto(task.EntryName, photo, found.Mask)
        {
            Objects = found.Objects,
            OutputName = task.OutputName,
            Path = task.Path,
            Background = shown ? _options.Backgrounds?.Remove(photo, found.Mask) : null,
        };
        try
        {
            foreach (ISegmentationOutput output in _options.Outputs.Files)
            {
                string path = FileOf(task, output);
                AtomicFile.Write(path, stream => output.Write(stream, segmented));
                _files.Add(path);
            }
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException || (exception is IOException && !IsFullDisk(exception)))
        {
            // A name too long for the file system, say: other photos can be written.
            _unwritten++;
            _skipped.Add(new SkippedPhoto(task.Source, task.Name, $"its files cannot be written ({exception.Message.TrimEnd('.')})"));
            return;
        }

        foreach (TableFile table in _tables)
            table.Add(segmented);
    }

    private string FileOf(PhotoTask task, ISegmentationOutput output) => PathOf(output.FileName(task.OutputName, task.EntryName));

    private string PathOf(string fileName) => Path.Combine(_options.Folder, fileName);

    // ENOSPC and EDQUOT, or ERROR_DISK_FULL.
    private static bool IsFullDisk(Exception exception) => exception.HResult is 28 or 122 or unchecked((int)0x80070070);
}
