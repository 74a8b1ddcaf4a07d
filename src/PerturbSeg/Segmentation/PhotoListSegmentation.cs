using PerturbSeg.Data;
using PerturbSeg.Imaging;
using PerturbSeg.Segmentation.Outputs;

namespace PerturbSeg.Segmentation;

/// <summary>Segments a list of photos, a batch at a time, and writes the outputs. Unreadable photos are passed over and reported.</summary>
public static class PhotoListSegmentation
{
    /// <summary>Runs.</summary>
    /// <param name="segmenter">Finds the objects.</param>
    /// <param name="photos">The photos.</param>
    /// <param name="outputs">What to write of each.</param>
    /// <param name="folder">Where to; folders are made as needed.</param>
    /// <param name="progress">Told after each batch.</param>
    /// <param name="cancellation">Ends the work between batches.</param>
    /// <exception cref="OperationCanceledException">The work was ended.</exception>
    public static SegmentationReport Run(
        PhotoSegmenter segmenter,
        IReadOnlyList<PhotoTask> photos,
        IReadOnlyList<ISegmentationOutput> outputs,
        string folder,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(segmenter);
        ArgumentNullException.ThrowIfNull(photos);
        ArgumentNullException.ThrowIfNull(outputs);
        var files = new List<string>();
        var skipped = new List<SkippedPhoto>();
        int segmented = 0;
        foreach (IReadOnlyList<(PhotoTask Task, Photo Photo)> batch in PhotoBatches.Of(Readable(photos, skipped, cancellation), entry => entry.Photo))
        {
            SoftMask[] masks = segmenter.Segment([.. batch.Select(entry => entry.Photo)]);
            for (int i = 0; i < masks.Length; i++)
                files.AddRange(Write(batch[i].Task, batch[i].Photo, masks[i], outputs, folder));
            segmented += batch.Count;
            progress?.Report(new WorkProgress(segmented + skipped.Count, photos.Count, skipped.Count > 0 ? $"{skipped.Count} skipped" : null));
        }

        return new SegmentationReport(segmented, files, skipped);
    }

    private static IEnumerable<(PhotoTask Task, Photo Photo)> Readable(
        IReadOnlyList<PhotoTask> photos, List<SkippedPhoto> skipped, CancellationToken cancellation)
    {
        var decoder = new PhotoDecoder();
        foreach (PhotoTask task in photos)
        {
            cancellation.ThrowIfCancellationRequested();
            if (Read(decoder, task, out string reason) is { } photo)
                yield return (task, photo);
            else
                skipped.Add(new SkippedPhoto(task.Source, task.Name, reason));
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

    private static IEnumerable<string> Write(
        PhotoTask task, Photo photo, SoftMask mask, IReadOnlyList<ISegmentationOutput> outputs, string folder)
    {
        foreach (ISegmentationOutput output in outputs)
        {
            string path = Path.Combine(folder, $"{task.OutputName}-{output.Format}.png");
            output.Write(path, photo, mask);
            yield return path;
        }
    }
}
