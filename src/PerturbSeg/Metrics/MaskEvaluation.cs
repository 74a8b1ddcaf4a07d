using PerturbSeg.Masks;

namespace PerturbSeg.Metrics;

/// <summary>Scores masks against the truth, one photo after another; of a photo its scores are kept, not its pixels.</summary>
public sealed class MaskEvaluation
{
    private const int Extremes = 8;

    private readonly FiguresAccumulator _method = new();
    private readonly TrivialBaselines _baselines = new();
    private readonly FMeasureCurve _curve = new();
    private readonly BoundaryF _boundary = new();
    private readonly SortedDictionary<ObjectSize, FiguresAccumulator> _sizes = [];
    private readonly List<ConfusionCounts> _counts = [];
    private readonly List<PhotoScore> _photos = [];

    /// <summary>Adds one photo; photos may differ in size.</summary>
    /// <param name="prediction">The mask to score, [height, width], in [0, 1]; object from <see cref="BinaryMask.Threshold"/> on.</param>
    /// <param name="truth">The true mask, [height, width], 255 = object.</param>
    /// <param name="width">Pixels a row, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="photo">What the photo is called among the scores; null numbers it, from 1.</param>
    /// <param name="doubt">How doubtful the mask was found; null where it was not judged.</param>
    /// <param name="ignored">Pixels that are not scored, [height, width]; their outline is none of either mask. Null scores all.</param>
    /// <exception cref="ArgumentException">A mask is not width × height pixels; nothing is added then.</exception>
    public void Add(
        ReadOnlySpan<float> prediction, ReadOnlySpan<byte> truth, int width, int height, string? photo = null, double? doubt = null, bool[]? ignored = null)
    {
        if (ignored is not null)
            prediction = Without(prediction, ignored);
        double boundaryF = _boundary.Of(prediction, truth, width, height);
        _baselines.Add(truth, width, height, ignored);
        if (ignored is not null)
        {
            prediction = Kept(prediction, ignored);
            truth = Kept(truth, ignored);
        }

        ConfusionCounts counts = ConfusionCounts.Of(prediction, truth);
        _method.Add(counts);
        _curve.Add(prediction, truth);
        _counts.Add(counts);
        _photos.Add(PhotoScore.From(photo ?? $"{_photos.Count + 1}", width, height, counts, boundaryF) with { Doubt = doubt });
        ObjectSize size = ObjectSizes.Of(counts.ObjectShare);
        if (!_sizes.TryGetValue(size, out FiguresAccumulator? alike))
            _sizes.Add(size, alike = new FiguresAccumulator());
        alike.Add(counts);
    }

    // Background there, as the truth is.
    private static float[] Without(ReadOnlySpan<float> prediction, bool[] ignored)
    {
        float[] left = prediction.ToArray();
        for (int i = 0; i < left.Length; i++)
        {
            if (ignored[i])
                left[i] = 0;
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
    public EvaluationResult Result(string method)
    {
        SegmentationFigures figures = _method.Figures();
        (double largest, double threshold) = _curve.Maximum();
        return new EvaluationResult
        {
            Photos = _method.Photos,
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
            BoundaryF = _photos.Average(photo => photo.BoundaryF),
            DoubtRank = _photos.All(photo => photo.Doubt is not null)
                ? RankCorrelation.Between([.. _photos.Select(photo => photo.Doubt!.Value)], [.. _photos.Select(photo => photo.Iou)])
                : null,
            Intervals = BootstrapIntervals.Of([.. _counts]),
            SizeClasses = new OrderedDictionary<string, SizeClassResult>(
                _sizes.Select(size => KeyValuePair.Create(ObjectSizes.Name(size.Key), new SizeClassResult(size.Value)))),
            Worst = [.. _photos.OrderBy(photo => photo.Iou).Take(Extremes)],
            Best = [.. _photos.OrderByDescending(photo => photo.Iou).Take(Extremes)],
            PhotoScores = [.. _photos],
            Baselines = _baselines.Results(),
        };
    }
}
