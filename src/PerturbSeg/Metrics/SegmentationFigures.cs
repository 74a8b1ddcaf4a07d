using System.Text.Json.Serialization;

namespace PerturbSeg.Metrics;

/// <summary>The figures a way of segmenting is judged by; each lies in [0, 1] and more is better.</summary>
public record SegmentationFigures
{
    /// <summary>Intersections of all photos over unions of all photos: large objects count for more.</summary>
    [JsonPropertyName("iou_dataset")]
    public required double IouDataset { get; init; }

    /// <summary>The mean over photos of <see cref="Iou"/>: every photo counts alike.</summary>
    [JsonPropertyName("iou_photo_mean")]
    public required double IouPhotoMean { get; init; }

    /// <summary><see cref="Iou"/> of the background over the pixels of all photos.</summary>
    [JsonPropertyName("iou_background")]
    public required double IouBackground { get; init; }

    /// <summary>The mean of <see cref="IouDataset"/> and <see cref="IouBackground"/>: <see cref="Metrics.MeanIou"/> over the pixels of all photos.</summary>
    [JsonPropertyName("mean_iou")]
    public required double MeanIou { get; init; }

    /// <summary>The mean over photos of <see cref="PixelAccuracy"/>, so that a large photo counts no more than a small one.</summary>
    [JsonPropertyName("accuracy")]
    public required double Accuracy { get; init; }

    /// <summary>The mean over photos of <see cref="Metrics.Precision"/>.</summary>
    [JsonPropertyName("precision")]
    public required double Precision { get; init; }

    /// <summary>The mean over photos of <see cref="Metrics.Recall"/>.</summary>
    [JsonPropertyName("recall")]
    public required double Recall { get; init; }

    /// <summary>The mean over photos of <see cref="Metrics.FMeasure"/>, the habit of salient-object papers.</summary>
    [JsonPropertyName("f_measure")]
    public required double FMeasure { get; init; }
}
