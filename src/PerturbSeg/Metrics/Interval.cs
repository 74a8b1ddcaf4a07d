using System.Text.Json.Serialization;

namespace PerturbSeg.Metrics;

/// <summary>Where a figure lies with some confidence.</summary>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end, not below <paramref name="Low"/>.</param>
public readonly record struct Interval(
    [property: JsonPropertyName("low")] double Low,
    [property: JsonPropertyName("high")] double High);
