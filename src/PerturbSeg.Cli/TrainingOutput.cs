using System.Globalization;
using System.Text.Json.Nodes;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Supervision;

namespace PerturbSeg.Cli;

/// <summary>What a training tells when it ends.</summary>
internal static class TrainingOutput
{
    public static void Print(IReadOnlyList<Attempt> attempts, TextWriter output)
    {
        foreach (Attempt left in attempts.SkipLast(1))
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Attempt {left.Number}{BackTo(left)} was given up at {left.Result.ImagesSeen / 1000.0:0.0} kimg{Score(left)}: {string.Join(' ', left.Reasons)}"));
        if (attempts.Count > 1)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Kept attempt {attempts[^1].Number}{BackTo(attempts[^1])}{Score(attempts[^1])}."));
        TrainingResult result = attempts[^1].Result;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(result.Stopped ? "Stopped" : "Done")} at {result.ImagesSeen / 1000.0:0.0} kimg{(result.ImagesPerSecond > 0 ? $", {result.ImagesPerSecond.ToString("0.0", CultureInfo.InvariantCulture)} images/s" : string.Empty)}."));
        output.WriteLine(string.Join(", ", result.Figures.Values.Select(
            figure => string.Create(CultureInfo.InvariantCulture, $"{figure.Name["monitor/".Length..].Replace('_', ' ')} {figure.Value:0.000}"))));
        if (result.Rollbacks > 0)
            output.WriteLine($"Went back to a checkpoint {result.Rollbacks} times because a loss was not finite.");
        foreach (string verdict in result.Figures.Verdicts)
            output.WriteLine($"Degenerate: {verdict}");
        foreach (string warning in result.Figures.Warnings)
            output.WriteLine($"Warning: {warning}");
        output.WriteLine($"Checkpoint: {result.CheckpointPath}");
        output.WriteLine($"Samples: {result.SamplePath}");
    }

    private static string BackTo(Attempt attempt)
        => attempt.BackTo is { } kimg ? string.Create(CultureInfo.InvariantCulture, $" (from {kimg:0.0} kimg of an earlier one)") : string.Empty;

    private static string Score(Attempt attempt)
        => attempt.Score is { } score ? string.Create(CultureInfo.InvariantCulture, $" (agreement with itself {score:0.000})") : string.Empty;

    public static JsonObject ToJson(IReadOnlyList<Attempt> attempts, MinMaskChoice? choice)
    {
        JsonObject kept = ToJson(attempts[^1].Result);
        kept["min_mask"] = attempts[^1].Options.MinMask;
        if (choice is not null)
            kept["min_mask_tried"] = MinMaskOutput.ToJson(choice);
        kept["attempts"] = new JsonArray([.. attempts.OrderBy(attempt => attempt.Number).Select(attempt => (JsonNode)new JsonObject
        {
            ["attempt"] = attempt.Number,
            ["kimg"] = attempt.Result.ImagesSeen / 1000.0,
            ["back_to_kimg"] = attempt.BackTo,
            ["lost"] = attempt.Lost,
            ["score"] = attempt.Score,
            ["kept"] = attempt == attempts[^1],
        })]);
        return kept;
    }

    private static JsonObject ToJson(TrainingResult result) => new()
    {
        ["kimg"] = result.ImagesSeen / 1000.0,
        ["images_per_second"] = result.ImagesPerSecond > 0 ? Math.Round(result.ImagesPerSecond, 2) : null, // of an attempt of an earlier call nobody knows
        ["stopped"] = result.Stopped,
        ["rollbacks"] = result.Rollbacks,
        ["monitor"] = new JsonObject(result.Figures.Values.Select(
            figure => KeyValuePair.Create(figure.Name["monitor/".Length..], (JsonNode?)Math.Round(figure.Value, 4)))),
        ["degenerate"] = new JsonArray([.. result.Figures.Verdicts.Select(verdict => (JsonNode)verdict)]),
        ["warnings"] = new JsonArray([.. result.Figures.Warnings.Select(warning => (JsonNode)warning)]),
        ["checkpoint"] = result.CheckpointPath,
        ["samples"] = result.SamplePath,
    };
}
