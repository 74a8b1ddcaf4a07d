using PerturbSeg.Imaging;
using PerturbSeg.Masks;
using PerturbSeg.Outputs;
using PerturbSeg.Photos;
using PerturbSeg.Segmentation;

namespace PerturbSeg.PhotoLists;

/// <summary>Segments a list of photos, several at once, and writes the outputs. Unreadable photos are passed over and reported.</summary>
public sealed class PhotoListSegmentation
{
    private readonly IPhotoSegmenter _segmenter;
    private readonly PhotoListOptions _options;
    private readonly TableFile[] _tables;
    private readonly List<string> _files = [];
    private readonly List<SkippedPhoto> _skipped = [];
    private readonly PhotoDecoder _decoder = new();

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
    /// <param name="progress">Told after each photo.</param>
    /// <param name="cancellation">Ends the work between photos; tables then hold what was done.</param>
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
        var pipeline = new PhotoPipeline<PhotoTask, OpenedPhoto, Outcome>
        {
            Open = OpenedPhoto.Open,
            Pixels = photo => photo.Pixels,
            Work = batch => Segment(batch, cancellation),
            Done = Note,
        };
        try
        {
            pipeline.Run(open, _options.Threads, _segmenter.PhotosAtOnce, cancellation);
        }
        catch (OperationCanceledException)
        {
            SaveTables();
            throw;
        }

        SaveTables();
        return new SegmentationReport(segmented, finished, _files, _skipped);

        void Note(PhotoTask task, Outcome outcome)
        {
            if (outcome.Problem is { } reason)
                _skipped.Add(new SkippedPhoto(task.Source, task.Name, reason));
            else
                segmented++;
            _files.AddRange(outcome.Files);
            string? note = _skipped.Count > 0 ? $"{_skipped.Count} skipped" : null;
            progress?.Report(new WorkProgress(finished + segmented + _skipped.Count, photos.Count, note));
        }
    }

    private bool IsFinished(PhotoTask task)
        => _options.Outputs.Files.All(output => File.Exists(FileOf(task, output))) && _tables.All(table => table.Has(task.EntryName));

    private Outcome[] Segment(IReadOnlyList<OpenedPhoto> batch, CancellationToken cancellation)
    {
        var outcomes = new Outcome?[batch.Count];
        var photos = new List<(int Index, Photo Photo)>();
        for (int i = 0; i < outcomes.Length; i++)
        {
            if (batch[i].Decode(_decoder, out string problem) is { } photo)
                photos.Add((i, photo));
            else
                outcomes[i] = new Outcome([], problem);
        }

        Mask[] masks = _segmenter.Segment([.. photos.Select(entry => entry.Photo)], cancellation);
        foreach (((int index, Photo photo), Mask mask) in photos.Zip(masks))
            outcomes[index] = new Outcome(Write(batch[index].Task, photo, mask), Problem: null);
        return outcomes!;
    }

    private List<string> Write(PhotoTask task, Photo photo, Mask mask)
    {
        bool shown = _options.Outputs.Files.Any(output => output.TakesBackground);
        var segmented = new SegmentedPhoto(task.EntryName, photo, mask) { Background = shown ? _options.Backgrounds?.Remove(photo, mask) : null };
        var files = new List<string>();
        foreach (ISegmentationOutput output in _options.Outputs.Files)
        {
            string path = FileOf(task, output);
            output.Write(path, segmented);
            files.Add(path);
        }

        foreach (TableFile table in _tables)
            table.Add(segmented);
        return files;
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

    /// <summary>What became of a photo.</summary>
    /// <param name="Files">The files that were written.</param>
    /// <param name="Problem">Why it could not be read; null where it could.</param>
    private sealed record Outcome(IReadOnlyList<string> Files, string? Problem);
}
