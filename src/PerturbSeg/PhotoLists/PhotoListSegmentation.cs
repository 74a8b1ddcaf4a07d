using PerturbSeg.Imaging;
using PerturbSeg.Masks;
using PerturbSeg.Outputs;
using PerturbSeg.Photos;
using PerturbSeg.Segmentation;

namespace PerturbSeg.PhotoLists;

/// <summary>Segments a list of photos, a batch at a time, and writes the outputs. Unreadable photos are passed over and reported.</summary>
public sealed class PhotoListSegmentation
{
    private readonly IPhotoSegmenter _segmenter;
    private readonly PhotoListOptions _options;
    private readonly TableFile[] _tables;
    private readonly List<string> _files = [];
    private readonly List<SkippedPhoto> _skipped = [];

    private PhotoListSegmentation(IPhotoSegmenter segmenter, PhotoListOptions options)
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
                Mask[] masks = _segmenter.Segment([.. batch.Select(entry => entry.Photo)], cancellation);
                for (int i = 0; i < masks.Length; i++)
                    Write(batch[i].Task, batch[i].Photo, masks[i]);
                segmented += batch.Count;
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
        return new SegmentationReport(segmented, finished, _files, _skipped);
    }

    private bool IsFinished(PhotoTask task)
        => _options.Outputs.Files.All(output => File.Exists(FileOf(task, output))) && _tables.All(table => table.Has(task.EntryName));

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

    private static Photo? Read(PhotoDecoder decoder, PhotoTask task, out string reason)
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

    private void Write(PhotoTask task, Photo photo, Mask mask)
    {
        bool shown = _options.Outputs.Files.Any(output => output.TakesBackground);
        var segmented = new SegmentedPhoto(task.EntryName, photo, mask) { Background = shown ? _options.Backgrounds?.Remove(photo, mask) : null };
        foreach (ISegmentationOutput output in _options.Outputs.Files)
        {
            string path = FileOf(task, output);
            output.Write(path, segmented);
            _files.Add(path);
        }

        foreach (TableFile table in _tables)
            table.Add(segmented);
    }

    private string FileOf(PhotoTask task, ISegmentationOutput output)
        => Path.Combine(_options.Folder, $"{task.OutputName}-{output.Format}.{output.Extension}");

    private void SaveTables()
    {
        foreach (TableFile table in _tables)
        {
            table.Save();
            _files.Add(table.FilePath);
        }
    }
}
