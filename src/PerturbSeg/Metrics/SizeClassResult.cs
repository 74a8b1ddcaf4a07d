using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace PerturbSeg.Metrics;

/// <summary>The figures of the photos whose objects belong to one <see cref="ObjectSize"/>.</summary>
public sealed record SizeClassResult : SegmentationFigures
{
    /// <summary>Creates a result to be filled in.</summary>
    [JsonConstructor]
    public SizeClassResult()
    {
    }

    [SetsRequiredMembers]
    internal SizeClassResult(FiguresAccumulator photos)
        : base(photos.Figures()) => Photos = photos.Photos;

    /// <summary>How many photos these are, at least 1.</summary>
    [JsonPropertyName("photos")]
    [JsonPropertyOrder(-1)]
    public required int Photos { get; init; }
}
