namespace PerturbSeg.Evaluation;

/// <summary>Scores masks against the truth, one photo after another, in memory that does not grow with their number.</summary>
public sealed class MaskEvaluation
{
    private readonly FiguresAccumulator _method = new();
    private readonly TrivialBaselines _baselines = new();

    /// <summary>Adds one photo; photos may differ in size.</summary>
    /// <param name="prediction">The mask to score, [height, width], in [0, 1]; object from <see cref="BinaryMask.Threshold"/> on.</param>
    /// <param name="truth">The true mask, [height, width], 255 = object.</param>
    /// <param name="width">Pixels a row, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <exception cref="ArgumentException">A mask is not width × height pixels; nothing is added then.</exception>
    public void Add(ReadOnlySpan<float> prediction, ReadOnlySpan<byte> truth, int width, int height)
    {
        ConfusionCounts counts = ConfusionCounts.Of(prediction, truth);
        _baselines.Add(truth, width, height);
        _method.Add(counts);
    }

    /// <summary>The figures over the photos added so far.</summary>
    /// <param name="method">What made the masks, such as "segmenter".</param>
    /// <returns>The result.</returns>
    /// <exception cref="InvalidOperationException">No photo was added.</exception>
    public EvaluationResult Result(string method)
    {
        SegmentationFigures figures = _method.Figures();
        return new EvaluationResult
        {
            Photos = _method.Photos,
            Method = method,
            IouDataset = figures.IouDataset,
            IouPhotoMean = figures.IouPhotoMean,
            Accuracy = figures.Accuracy,
            FMeasure = figures.FMeasure,
            Baselines = _baselines.Results(),
        };
    }
}
