using PerturbSeg.Masks;
using PerturbSeg.Metrics;
using PerturbSeg.PhotoLists;
using PerturbSeg.Photos;
using PerturbSeg.Reports;
using PerturbSeg.Segmentation;

namespace PerturbSeg.Evaluation;

/// <summary>Scores a way of segmenting on photos with reference masks, each at its own size.</summary>
public static class PhotoEvaluation
{
    /// <summary>The side of a photo in <see cref="Draw(IReadOnlyList{ContactTile})"/>, in pixels.</summary>
    internal const int DrawnTile = 112;

    /// <summary>Runs.</summary>
    /// <param name="segmenter">Finds the objects.</param>
    /// <param name="method">What it is called in the result.</param>
    /// <param name="pairs">Photos and masks.</param>
    /// <param name="sheet">Is shown every photo; null draws none.</param>
    /// <param name="threads">Threads to work on, from 1; null takes as many as there are cores.</param>
    /// <param name="progress">Told after each photo.</param>
    /// <param name="cancellation">Ends the work between photos.</param>
    /// <exception cref="UserErrorException">A file is unreadable, a mask has another size than its photo, or no mask has the value that is object.</exception>
    public static EvaluationResult Run(
        IPhotoSegmenter segmenter,
        string method,
        EvaluationSet pairs,
        ContactSheet? sheet = null,
        int? threads = null,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default)
        => EvaluationPart.ResultOf([Score(segmenter, method, pairs, sheet, threads, progress, cancellation)]);

    /// <summary>Scores photos as <see cref="Run"/> does; what comes of it can be joined with that of other photos.</summary>
    internal static EvaluationPart Score(
        IPhotoSegmenter segmenter,
        string method,
        EvaluationSet pairs,
        ContactSheet? sheet,
        int? threads,
        IProgress<WorkProgress>? progress,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(segmenter);
        ArgumentNullException.ThrowIfNull(pairs);
        pairs.CheckSizes(cancellation);
        var evaluation = new MaskEvaluation();
        int done = 0;
        var labels = new SortedSet<ushort>();
        var pipeline = new PhotoPipeline<EvaluationPair, EvaluationPair, Segmented>
        {
            Open = pair => pair,
            Pixels = pair => pair.Pixels(),
            Work = batch => Segment(segmenter, batch, cancellation),
            Done = (pair, found) =>
            {
                Mask mask = found.Objects.Mask;
                evaluation.Add(mask.Values, found.Pair.Mask.Pixels, mask.Width, mask.Height, pair.Stem, found.Objects.Doubt, found.Pair.Ignored);
                sheet?.Add(found.Pair.Photo, mask, found.Pair.Mask);
                labels.UnionWith(found.Pair.Labels);
                progress?.Report(new WorkProgress(++done, pairs.Pairs.Count));
            },
        };
        pipeline.Run(pairs.Pairs, threads ?? Environment.ProcessorCount, segmenter.PhotosAtOnce, cancellation);
        return new EvaluationPart
        {
            Method = method,
            Sums = evaluation.ToSums(),
            ObjectValue = pairs.Pairs is [var first, ..] ? first.Values?.Object : null,
            Labels = [.. labels],
            Command = string.Empty,
            Pictures = new Dictionary<string, ContactTile>(),
        };
    }

    /// <summary>Draws some of the photos, such as the worst, in one row with the masks found and the true ones. They are segmented again.</summary>
    /// <param name="segmenter">Finds the objects.</param>
    /// <param name="pairs">Photos and masks.</param>
    /// <param name="photos">Scores of photos among the pairs, at least one, in the order to draw.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <returns>The picture.</returns>
    /// <exception cref="UserErrorException">A file is unreadable, or a mask has another size than its photo.</exception>
    /// <exception cref="OperationCanceledException">The work was ended.</exception>
    public static RgbImage Draw(IPhotoSegmenter segmenter, EvaluationSet pairs, IReadOnlyList<PhotoScore> photos, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(segmenter);
        ArgumentNullException.ThrowIfNull(pairs);
        ArgumentNullException.ThrowIfNull(photos);
        return Draw([.. photos.Select(photo => DrawTile(segmenter, pairs, photo, cancellation))]);
    }

    internal static ContactTile DrawTile(IPhotoSegmenter segmenter, EvaluationSet pairs, PhotoScore photo, CancellationToken cancellation)
    {
        LoadedPair pair = pairs.Pairs.First(pair => pair.Stem == photo.Photo).Load();
        return ContactTile.Of(pair.Photo, segmenter.Segment([pair.Photo], cancellation)[0], pair.Mask, DrawnTile);
    }

    internal static RgbImage Draw(IReadOnlyList<ContactTile> photos)
    {
        var sheet = new ContactSheet(columns: photos.Count, rows: 1, tile: DrawnTile);
        foreach (ContactTile photo in photos)
            sheet.Add(photo);
        return sheet.Render();
    }

    private static Segmented[] Segment(IPhotoSegmenter segmenter, IReadOnlyList<EvaluationPair> pairs, CancellationToken cancellation)
    {
        LoadedPair[] loaded = [.. pairs.Select(pair => pair.Load())];
        FoundObjects[] found = segmenter.Find([.. loaded.Select(pair => pair.Photo)], cancellation);
        return [.. loaded.Zip(found, (pair, objects) => new Segmented(pair, objects))];
    }

    /// <summary>A photo with its true mask, and what was found.</summary>
    private sealed record Segmented(LoadedPair Pair, FoundObjects Objects);
}
