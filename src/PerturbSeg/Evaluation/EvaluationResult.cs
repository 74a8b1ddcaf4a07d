using System.Text.Json;
using System.Text.Json.Serialization;

namespace PerturbSeg.Evaluation;

/// <summary>How well a method finds the objects of a set of photos with known masks, beside masks that look at nothing.</summary>
public sealed record EvaluationResult : SegmentationFigures
{
    /// <summary>How many photos were scored.</summary>
    [JsonPropertyName("photos")]
    [JsonPropertyOrder(-2)]
    public required int Photos { get; init; }

    /// <summary>What made the masks, such as "segmenter" or "encoder".</summary>
    [JsonPropertyName("method")]
    [JsonPropertyOrder(-1)]
    public required string Method { get; init; }

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
        => JsonSerializer.Deserialize(json, EvaluationJson.Default.EvaluationResult)
            ?? throw new JsonException("Expected an evaluation result, got null.");
}
