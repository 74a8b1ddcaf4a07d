namespace PerturbSeg.Metrics;

/// <summary>Gathers the figures of one way of segmenting, one photo after another, in constant memory.</summary>
public sealed class FiguresAccumulator
{
    private ConfusionCounts _all;
    private double _iou;
    private double _accuracy;
    private double _precision;
    private double _recall;
    private double _fMeasure;

    /// <summary>Photos added so far.</summary>
    public int Photos { get; private set; }

    /// <summary>IoU over all pixels added so far, as <see cref="SegmentationFigures.IouDataset"/>.</summary>
    public double IouDataset => Iou.Of(_all);

    /// <summary>Adds one photo.</summary>
    /// <param name="photo">Its counts.</param>
    public void Add(ConfusionCounts photo)
    {
        _all += photo;
        _iou += Iou.Of(photo);
        _accuracy += PixelAccuracy.Of(photo);
        _precision += Precision.Of(photo);
        _recall += Recall.Of(photo);
        _fMeasure += FMeasure.Of(photo);
        Photos++;
    }

    /// <summary>The figures over the photos added so far.</summary>
    /// <returns>The figures.</returns>
    /// <exception cref="InvalidOperationException">No photo was added.</exception>
    public SegmentationFigures Figures() => Photos == 0
        ? throw new InvalidOperationException("Figures need at least one photo.")
        : new SegmentationFigures
        {
            IouDataset = IouDataset,
            IouPhotoMean = _iou / Photos,
            IouBackground = Iou.Of(_all.OfBackground),
            MeanIou = MeanIou.Of(_all),
            Accuracy = _accuracy / Photos,
            Precision = _precision / Photos,
            Recall = _recall / Photos,
            FMeasure = _fMeasure / Photos,
        };
}
