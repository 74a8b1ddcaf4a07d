namespace PerturbSeg.Metrics;

/// <summary>Gathers the figures of one way of segmenting, one photo after another, in constant memory. They do not depend on the order of the photos.</summary>
public sealed class FiguresAccumulator
{
    private ConfusionCounts _all;
    private UnitSum _iou;
    private UnitSum _accuracy;
    private UnitSum _precision;
    private UnitSum _recall;
    private UnitSum _fMeasure;

    /// <summary>Photos added so far.</summary>
    public int Photos { get; private set; }

    /// <summary>IoU over all pixels added so far, as <see cref="SegmentationFigures.IouDataset"/>.</summary>
    public double IouDataset => Iou.Of(_all);

    /// <summary>The sums behind the figures: four of pixels, five of photos.</summary>
    internal UInt128[] Sums =>
    [
        (UInt128)_all.TruePositives, (UInt128)_all.FalsePositives, (UInt128)_all.FalseNegatives, (UInt128)_all.TrueNegatives,
        _iou.Units, _accuracy.Units, _precision.Units, _recall.Units, _fMeasure.Units,
    ];

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

    /// <summary>Adds what another accumulator has gathered.</summary>
    /// <param name="photos">Its photos.</param>
    /// <param name="sums">Its <see cref="Sums"/>.</param>
    /// <exception cref="FormatException">These are not nine numbers.</exception>
    internal void Add(int photos, ReadOnlySpan<UInt128> sums)
    {
        if (sums.Length != 9)
            throw new FormatException($"its figures have {sums.Length} sums, not 9");
        _all += new ConfusionCounts((long)sums[0], (long)sums[1], (long)sums[2], (long)sums[3]);
        _iou += new UnitSum(sums[4]);
        _accuracy += new UnitSum(sums[5]);
        _precision += new UnitSum(sums[6]);
        _recall += new UnitSum(sums[7]);
        _fMeasure += new UnitSum(sums[8]);
        Photos += photos;
    }

    /// <summary>The figures over the photos added so far.</summary>
    /// <returns>The figures.</returns>
    /// <exception cref="InvalidOperationException">No photo was added.</exception>
    public SegmentationFigures Figures() => Photos == 0
        ? throw new InvalidOperationException("Figures need at least one photo.")
        : new SegmentationFigures
        {
            IouDataset = IouDataset,
            IouPhotoMean = _iou.Mean(Photos),
            IouBackground = Iou.Of(_all.OfBackground),
            MeanIou = MeanIou.Of(_all),
            Accuracy = _accuracy.Mean(Photos),
            Precision = _precision.Mean(Photos),
            Recall = _recall.Mean(Photos),
            FMeasure = _fMeasure.Mean(Photos),
        };
}
