using System.Globalization;
using System.Text.Json.Serialization;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.Ablation;

/// <summary>One training of a study.</summary>
public sealed record PlannedRun
{
    /// <summary>The variant's name.</summary>
    public required string Variant { get; init; }

    /// <summary>What the variant shows.</summary>
    public required string Reason { get; init; }

    /// <summary>The packed sets it is trained on.</summary>
    public required IReadOnlyList<string> Data { get; init; }

    /// <summary>Every setting, resolved; the seed among them.</summary>
    public required TrainingOptions Options { get; init; }

    /// <summary>The folder below the study's: <c>no-shift/seed-1</c>.</summary>
    [JsonIgnore]
    public string Id => string.Create(CultureInfo.InvariantCulture, $"{Variant}/seed-{Options.Seed}");
}
