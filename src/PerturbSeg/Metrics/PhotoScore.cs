using System.Text.Json.Serialization;

namespace PerturbSeg.Metrics;

/// <summary>How well the object of one photo was found; scores lie in [0, 1] and more is better.</summary>
public sealed record PhotoScore
{
    /// <summary>What the photo is called: its name in its folder without ending, with '/' between folders.</summary>
    [JsonPropertyName("photo")]
    public required string Photo { get; init; }

    /// <summary>Width in pixels.</summary>
    [JsonPropertyName("width")]
    public required int Width { get; init; }

    /// <summary>Height in pixels.</summary>
    [JsonPropertyName("height")]
    public required int Height { get; init; }

    /// <summary>Share of the photo that is object, in [0, 1].</summary>
    [JsonPropertyName("object_share")]
    public required double ObjectShare { get; init; }

    /// <summary>Share of the photo that was taken for object, in [0, 1].</summary>
    [JsonPropertyName("found_share")]
    public required double FoundShare { get; init; }

    /// <summary><see cref="Metrics.Iou"/> of the object.</summary>
    [JsonPropertyName("iou")]
    public required double Iou { get; init; }

    /// <summary><see cref="Metrics.Iou"/> of the background.</summary>
    [JsonPropertyName("iou_background")]
    public required double IouBackground { get; init; }

    /// <summary><see cref="PixelAccuracy"/>.</summary>
    [JsonPropertyName("accuracy")]
    public required double Accuracy { get; init; }

    /// <summary><see cref="Metrics.Precision"/>.</summary>
    [JsonPropertyName("precision")]
    public required double Precision { get; init; }

    /// <summary><see cref="Metrics.Recall"/>.</summary>
    [JsonPropertyName("recall")]
    public required double Recall { get; init; }

    /// <summary><see cref="Metrics.FMeasure"/> at one half.</summary>
    [JsonPropertyName("f_measure")]
    public required double FMeasure { get; init; }

    /// <summary><see cref="Metrics.BoundaryF"/>.</summary>
    [JsonPropertyName("boundary_f")]
    public required double BoundaryF { get; init; }

    /// <summary>How doubtful the mask was found without looking at the true one, in [0, 1]; null where it was not judged.</summary>
    [JsonPropertyName("doubt")]
    public double? Doubt { get; init; }

    internal static PhotoScore From(string photo, int width, int height, ConfusionCounts counts, double boundaryF) => new()
    {
        Photo = photo,
        Width = width,
        Height = height,
        ObjectShare = counts.ObjectShare,
        FoundShare = (double)(counts.TruePositives + counts.FalsePositives) / counts.Pixels,
        Iou = Metrics.Iou.Of(counts),
        IouBackground = Metrics.Iou.Of(counts.OfBackground),
        Accuracy = PixelAccuracy.Of(counts),
        Precision = Metrics.Precision.Of(counts),
        Recall = Metrics.Recall.Of(counts),
        FMeasure = Metrics.FMeasure.Of(counts),
        BoundaryF = boundaryF,
    };
}
