using PerturbSeg.Masks;
using PerturbSeg.Photos;

namespace PerturbSeg.Metrics;

/// <summary>Scores masks against the truth, one photo after another; of a photo its scores are kept, not its pixels.</summary>
public sealed class MaskEvaluation
{
    private const int Extremes = 8;

    private readonly TrivialBaselines _baselines = new();
    private readonly FMeasureCurve _curve = new();
    private readonly BoundaryF _boundary = new();
    private readonly List<ScoredPhoto> _photos = [];

    /// <summary>Adds one photo; photos may differ in size.</summary>
    /// <param name="prediction">The mask to score, [height, width], in [0, 1]; object from <see cref="BinaryMask.Threshold"/> on.</param>
    /// <param name="truth">The true mask, [height, width], 255 = object.</param>
    /// <param name="width">Pixels a row, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="photo">What the photo is called among the scores; null numbers it, from 1.</param>
    /// <param name="doubt">How doubtful the mask was found; null where it was not judged.</param>
    /// <param name="ignored">Pixels that are not scored, [height, width]; their outline is none of either mask. Null scores all.</param>
    /// <remarks>A photo of which no pixel is scored is in no figure; <see cref="EvaluationResult.Unscored"/> counts it.</remarks>
    /// <exception cref="ArgumentException">A mask is not width × height pixels; nothing is added then.</exception>
    public void Add(
        ReadOnlySpan<float> prediction, ReadOnlySpan<byte> truth, int width, int height, string? photo = null, double? doubt = null, bool[]? ignored = null)
    {
        if (ignored is not null)
        {
            if (ignored.Length != prediction.Length || truth.Length != prediction.Length)
                throw new ArgumentException($"The masks have {prediction.Length} and {truth.Length} pixels, and {ignored.Length} are said to be ignored or not.", nameof(ignored));
            prediction = Without(prediction, ignored);
            truth = Without(truth, ignored);
        }

        double boundaryF = _boundary.Of(prediction, truth, width, height);
        bool isScored = ignored?.Contains(false) != false;
        if (isScored)
            _baselines.Add(truth, width, height, ignored);
        if (ignored is not null)
        {
            prediction = Kept(prediction, ignored);
            truth = Kept(truth, ignored);
        }

        (long both, long found, long missed, long neither) = ConfusionCounts.Of(prediction, truth);
        if (isScored)
            _curve.Add(prediction, truth);
        _photos.Add(new ScoredPhoto(photo ?? $"{_photos.Count + 1}", width, height, both, found, missed, neither, boundaryF, doubt));
    }

    /// <summary>All that was gathered, to be stored and joined with that of others.</summary>
    internal EvaluationSums ToSums() => new([.. _photos], _curve.Sums, _baselines.Sums);

    /// <summary>Joins what several have gathered, each of a <see cref="WorkShard"/> of the photos: the figures are those of one that has seen all.</summary>
    /// <param name="parts">By number.</param>
    /// <exception cref="FormatException">They are not parts of one list of photos, or are damaged.</exception>
    internal static MaskEvaluation Join(IReadOnlyList<EvaluationSums> parts)
    {
        var joined = new MaskEvaluation();
        joined._photos.AddRange(WorkShard.Join([.. parts.Select(part => part.Photos)]));
        if (joined._photos.FirstOrDefault(photo => !photo.IsSound) is { } damaged)
            throw new FormatException($"the numbers of '{damaged.Photo}' are not of two masks");
        foreach (EvaluationSums part in parts)
        {
            int scored = part.Photos.Count(photo => photo.IsScored);
            joined._curve.Add(scored, part.Curve);
            joined._baselines.Add(scored, part.Baselines);
        }

        return joined;
    }

    // Background there.
    private static T[] Without<T>(ReadOnlySpan<T> mask, bool[] ignored)
    {
        T[] left = mask.ToArray();
        for (int i = 0; i < left.Length; i++)
        {
            if (ignored[i])
                left[i] = default!;
        }

        return left;
    }

    private static T[] Kept<T>(ReadOnlySpan<T> pixels, bool[] ignored)
    {
        var kept = new List<T>(pixels.Length);
        for (int i = 0; i < pixels.Length; i++)
        {
            if (!ignored[i])
                kept.Add(pixels[i]);
        }

        return [.. kept];
    }

    /// <summary>The figures over the photos added so far.</summary>
    /// <param name="method">What made the masks, such as "segmenter".</param>
    /// <returns>The result.</returns>
    /// <exception cref="InvalidOperationException">No photo was added.</exception>
    /// <exception cref="UserErrorException">No photo has a pixel that is scored.</exception>
    public EvaluationResult Result(string method)
    {
        ScoredPhoto[] scored = [.. _photos.Where(photo => photo.IsScored)];
        if (scored.Length == 0 && _photos.Count > 0)
            throw new UserErrorException($"None of {_photos.Count} photos has a pixel that is scored: give masks in which not all is ignored.");
        var all = new FiguresAccumulator();
        var sizes = new SortedDictionary<ObjectSize, FiguresAccumulator>();
        foreach (ScoredPhoto photo in scored)
        {
            all.Add(photo.Counts);
            ObjectSize size = ObjectSizes.Of(photo.Counts.ObjectShare);
            if (!sizes.TryGetValue(size, out FiguresAccumulator? alike))
                sizes.Add(size, alike = new FiguresAccumulator());
            alike.Add(photo.Counts);
        }

        PhotoScore[] scores = [.. scored.Select(photo => photo.Score)];

        SegmentationFigures figures = all.Figures();
        (double largest, double threshold) = _curve.Maximum();
        return new EvaluationResult
        {
            Photos = all.Photos,
            Unscored = _photos.Count - all.Photos,
            Method = method,
            IouDataset = figures.IouDataset,
            IouPhotoMean = figures.IouPhotoMean,
            IouBackground = figures.IouBackground,
            MeanIou = figures.MeanIou,
            Accuracy = figures.Accuracy,
            Precision = figures.Precision,
            Recall = figures.Recall,
            FMeasure = figures.FMeasure,
            FMeasureMax = largest,
            FMeasureMaxThreshold = threshold,
            BoundaryF = scores.Average(photo => photo.BoundaryF),
            DoubtRank = scores.All(photo => photo.Doubt is not null)
                ? RankCorrelation.Between([.. scores.Select(photo => photo.Doubt!.Value)], [.. scores.Select(photo => photo.Iou)])
                : null,
            Intervals = BootstrapIntervals.Of([.. scored.Select(photo => photo.Counts)]),
            SizeClasses = new OrderedDictionary<string, SizeClassResult>(
                sizes.Select(size => KeyValuePair.Create(ObjectSizes.Name(size.Key), new SizeClassResult(size.Value)))),
            Worst = [.. scores.OrderBy(photo => photo.Iou).Take(Extremes)],
            Best = [.. scores.OrderByDescending(photo => photo.Iou).Take(Extremes)],
            PhotoScores = scores,
            Baselines = _baselines.Results(),
        };
    }
}
