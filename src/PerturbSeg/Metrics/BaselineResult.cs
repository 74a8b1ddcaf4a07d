using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace PerturbSeg.Metrics;

/// <summary>The figures of a mask that does not look at the photo.</summary>
public sealed record BaselineResult : SegmentationFigures
{
    /// <summary>Creates a result to be filled in.</summary>
    [JsonConstructor]
    public BaselineResult()
    {
    }

    [SetsRequiredMembers]
    internal BaselineResult(SegmentationFigures figures, CentredEllipse? ellipse = null)
        : base(figures) => (SemiAxisX, SemiAxisY) = (ellipse?.SemiAxisX, ellipse?.SemiAxisY);

    /// <summary>For the ellipse, its horizontal semi-axis as a share of the width; null otherwise.</summary>
    [JsonPropertyName("semi_axis_x")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? SemiAxisX { get; init; }

    /// <summary>For the ellipse, its vertical semi-axis as a share of the height; null otherwise.</summary>
    [JsonPropertyName("semi_axis_y")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? SemiAxisY { get; init; }
}
