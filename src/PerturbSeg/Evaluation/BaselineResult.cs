using System.Text.Json.Serialization;

namespace PerturbSeg.Evaluation;

/// <summary>The figures of a mask that does not look at the photo.</summary>
public sealed record BaselineResult : SegmentationFigures
{
    /// <summary>For the ellipse, its horizontal semi-axis as a share of the width; null otherwise.</summary>
    [JsonPropertyName("semi_axis_x")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? SemiAxisX { get; init; }

    /// <summary>For the ellipse, its vertical semi-axis as a share of the height; null otherwise.</summary>
    [JsonPropertyName("semi_axis_y")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? SemiAxisY { get; init; }

    internal static BaselineResult From(SegmentationFigures figures, CentredEllipse? ellipse = null) => new()
    {
        IouDataset = figures.IouDataset,
        IouPhotoMean = figures.IouPhotoMean,
        Accuracy = figures.Accuracy,
        FMeasure = figures.FMeasure,
        SemiAxisX = ellipse?.SemiAxisX,
        SemiAxisY = ellipse?.SemiAxisY,
    };
}
