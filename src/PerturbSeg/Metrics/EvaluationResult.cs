using System.Text.Json;
using System.Text.Json.Serialization;
using PerturbSeg.Files;

namespace PerturbSeg.Metrics;

/// <summary>How well a method finds the objects of a set of photos with known masks, beside masks that look at nothing.</summary>
public sealed record EvaluationResult : SegmentationFigures
{
    /// <summary>How many photos were scored.</summary>
    [JsonPropertyName("photos")]
    [JsonPropertyOrder(-2)]
    public required int Photos { get; init; }

    /// <summary>How many photos are in no figure, because all of their pixels are ignored.</summary>
    [JsonPropertyName("unscored")]
    [JsonPropertyOrder(-2)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Unscored { get; init; }

    /// <summary>What made the masks, such as "segmenter" or "encoder".</summary>
    [JsonPropertyName("method")]
    [JsonPropertyOrder(-1)]
    public required string Method { get; init; }

    /// <summary>The mean F-measure with the best threshold of 256, one for all photos: see <see cref="FMeasureCurve"/>.</summary>
    [JsonPropertyName("f_measure_max")]
    [JsonPropertyOrder(1)]
    public required double FMeasureMax { get; init; }

    /// <summary>The threshold that gives <see cref="FMeasureMax"/>, in [0, 1].</summary>
    [JsonPropertyName("f_measure_max_threshold")]
    [JsonPropertyOrder(1)]
    public required double FMeasureMaxThreshold { get; init; }

    /// <summary>The mean over photos of <see cref="Metrics.BoundaryF"/>.</summary>
    [JsonPropertyName("boundary_f")]
    [JsonPropertyOrder(1)]
    public required double BoundaryF { get; init; }

    /// <summary>Spearman's correlation of doubt and IoU over the photos (<see cref="RankCorrelation"/>), the nearer to −1 the better; null where masks were not judged or are all alike.</summary>
    [JsonPropertyName("doubt_rank")]
    [JsonPropertyOrder(1)]
    public double? DoubtRank { get; init; }

    /// <summary>Where figures would lie with other photos of the same kind: 95 % intervals.</summary>
    [JsonPropertyName("intervals")]
    [JsonPropertyOrder(1)]
    public required BootstrapIntervals Intervals { get; init; }

    /// <summary>The figures by <see cref="ObjectSize"/>, from small to large under <see cref="ObjectSizes.Name"/>; classes without a photo are left out.</summary>
    [JsonPropertyName("size_classes")]
    [JsonPropertyOrder(1)]
    public required IReadOnlyDictionary<string, SizeClassResult> SizeClasses { get; init; }

    /// <summary>The photos with the least IoU, the worst first; up to eight.</summary>
    [JsonPropertyName("worst")]
    [JsonPropertyOrder(1)]
    public required IReadOnlyList<PhotoScore> Worst { get; init; }

    /// <summary>The photos with the largest IoU, the best first; up to eight.</summary>
    [JsonPropertyName("best")]
    [JsonPropertyOrder(1)]
    public required IReadOnlyList<PhotoScore> Best { get; init; }

    /// <summary>Every photo in the order of scoring. No part of the JSON, where it would bury the rest: see <see cref="PhotoScoreTable"/>.</summary>
    [JsonIgnore]
    public IReadOnlyList<PhotoScore> PhotoScores { get; init; } = [];

    /// <summary>The figures of each trivial mask by name: see <see cref="TrivialBaselines"/>.</summary>
    [JsonPropertyName("baselines")]
    [JsonPropertyOrder(1)]
    public required IReadOnlyDictionary<string, BaselineResult> Baselines { get; init; }

    /// <summary>The result as one line of JSON, as <c>evaluate --json</c> prints it.</summary>
    /// <returns>One JSON object.</returns>
    public string ToJson() => JsonSerializer.Serialize(this, EvaluationJson.Default.EvaluationResult);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">One JSON object.</param>
    /// <returns>The result.</returns>
    /// <exception cref="JsonException">The text is not such an object.</exception>
    public static EvaluationResult FromJson(string json)
    {
        EvaluationResult result = JsonSerializer.Deserialize(ListedNulls.Refuse(json), EvaluationJson.Default.EvaluationResult)
            ?? throw new JsonException("Expected an evaluation result, got null.");
        return result.SizeClasses.Values.Contains(null) || result.Baselines.Values.Contains(null)
            ? throw new JsonException("Figures of a class or a baseline are null.")
            : result;
    }
}
