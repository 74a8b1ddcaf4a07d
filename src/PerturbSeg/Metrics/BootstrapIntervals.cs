using System.Text.Json.Serialization;

namespace PerturbSeg.Metrics;

/// <summary>
/// How far figures would stray with other photos of the same kind: the photos are drawn anew 1,000 times, as many as there are and with
/// repeats, and of the figures of each draw the middle 95 % are kept. Says nothing of another training or fit of the same method.
/// </summary>
/// <remarks>Source: B. Efron, R. Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13: the percentile interval.</remarks>
public sealed record BootstrapIntervals
{
    /// <summary>The share of the draws inside an interval.</summary>
    public const double Confidence = 0.95;

    /// <summary>How often the photos are drawn.</summary>
    public const int Draws = 1000;

    /// <summary>Of <see cref="SegmentationFigures.IouDataset"/>.</summary>
    [JsonPropertyName("iou_dataset")]
    public required Interval IouDataset { get; init; }

    /// <summary>Of <see cref="SegmentationFigures.IouPhotoMean"/>.</summary>
    [JsonPropertyName("iou_photo_mean")]
    public required Interval IouPhotoMean { get; init; }

    /// <summary>Of <see cref="SegmentationFigures.MeanIou"/>.</summary>
    [JsonPropertyName("mean_iou")]
    public required Interval MeanIou { get; init; }

    /// <summary>Draws photos and takes the intervals.</summary>
    /// <param name="photos">The counts of each photo, at least one.</param>
    /// <param name="seed">Seed of the draws: the same gives the same intervals.</param>
    /// <returns>The intervals.</returns>
    /// <exception cref="ArgumentException">There is no photo.</exception>
    public static BootstrapIntervals Of(ReadOnlySpan<ConfusionCounts> photos, ulong seed = 1)
    {
        if (photos.IsEmpty)
            throw new ArgumentException("Intervals need at least one photo.", nameof(photos));
        double[] ious = new double[photos.Length];
        for (int i = 0; i < ious.Length; i++)
            ious[i] = Iou.Of(photos[i]);
        double[] dataset = new double[Draws], photoMean = new double[Draws], mean = new double[Draws];
        for (int draw = 0; draw < Draws; draw++)
        {
            ConfusionCounts all = default;
            double sum = 0;
            for (int i = 0; i < photos.Length; i++)
            {
                int photo = CounterRandom.Below((uint)(CounterRandom.Bits(seed, (ulong)draw, (ulong)i) >> 32), photos.Length);
                all += photos[photo];
                sum += ious[photo];
            }

            dataset[draw] = Iou.Of(all);
            photoMean[draw] = sum / photos.Length;
            mean[draw] = Metrics.MeanIou.Of(all);
        }

        return new BootstrapIntervals { IouDataset = Middle(dataset), IouPhotoMean = Middle(photoMean), MeanIou = Middle(mean) };
    }

    private static Interval Middle(double[] values)
    {
        Array.Sort(values);
        const double Tail = (1 - Confidence) / 2;
        return new Interval(Quantile.Of(values, Tail), Quantile.Of(values, 1 - Tail));
    }
}
