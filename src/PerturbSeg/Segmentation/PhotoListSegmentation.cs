using PerturbSeg.Data;
using PerturbSeg.Imaging;
using PerturbSeg.Segmentation.Outputs;

namespace PerturbSeg.Segmentation;

/// <summary>Segments a list of photos, a batch at a time, and writes the outputs. Unreadable photos are passed over and reported.</summary>
public static class PhotoListSegmentation
{
    private const int BatchSize = 16;

    // Decoded photos of a batch are held at once: no more than about this many pixels, or one photo.
    private const long BatchPixels = 32_000_000;

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
        var batch = new List<(PhotoTask Task, Photo Photo)>();
        var decoder = new PhotoDecoder();
        int segmented = 0;
        for (int i = 0; i < photos.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (Read(decoder, photos[i], out string reason) is { } photo)
                batch.Add((photos[i], photo));
            else
                skipped.Add(new SkippedPhoto(photos[i].Source, photos[i].Name, reason));

            bool full = batch.Count == BatchSize || batch.Sum(entry => (long)entry.Photo.Width * entry.Photo.Height) > BatchPixels;
            if (!full && i + 1 < photos.Count)
                continue;
            SoftMask[] masks = segmenter.Segment([.. batch.Select(entry => entry.Photo)]);
            for (int k = 0; k < batch.Count; k++)
                files.AddRange(Write(batch[k].Task, batch[k].Photo, masks[k], outputs, folder));
            segmented += batch.Count;
            batch.Clear();
            progress?.Report(new WorkProgress(i + 1, photos.Count, skipped.Count > 0 ? $"{skipped.Count} skipped" : null));
        }

        return new SegmentationReport(segmented, files, skipped);
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
