using System.Text.Json;

namespace PerturbSeg.Training.RunReports;

/// <summary>What was decided about an attempt, as a row of a table.</summary>
internal static class DecisionRow
{
    private const string NextFrom = "next_from_kimg";

    public static IReadOnlyList<string> Columns { get; } = ["Attempt", "kimg", "Decision", "Why", "Then"];

    /// <summary>Reads a line of <c>decisions.jsonl</c>.</summary>
    /// <param name="line">The line; what it leaves out, or says in another form, is an empty cell.</param>
    public static IReadOnlyList<string> Of(JsonElement line) =>
    [
        Text(line, "attempt"),
        Text(line, "kimg"),
        Text(line, "decision").Replace('_', ' '),
        line.TryGetProperty("why", out JsonElement why) && why.ValueKind == JsonValueKind.Array ? string.Join(' ', why.EnumerateArray()) : string.Empty,
        string.Join("; ", [.. GoneBack(line), .. Pairs(line, "next", line.TryGetProperty(NextFrom, out _) ? "with" : "begun again with"), .. Pairs(line, "chosen", "gone on with"), .. Pairs(line, "scores", "scores")]),
    ];

    private static IEnumerable<string> GoneBack(JsonElement line) => Text(line, NextFrom) is { Length: > 0 } kimg ? [$"gone back to {kimg} kimg"] : [];

    private static string Text(JsonElement line, string name) => line.TryGetProperty(name, out JsonElement value) ? value.ToString() : string.Empty;

    private static IEnumerable<string> Pairs(JsonElement line, string name, string heading)
        => line.TryGetProperty(name, out JsonElement values) && values.ValueKind == JsonValueKind.Object && values.EnumerateObject().Any()
            ? [$"{heading} {string.Join(", ", values.EnumerateObject().Select(value => $"{value.Name} {value.Value}"))}"]
            : [];
}
