using System.Text.Json.Serialization;
using PerturbSeg.Metrics;
using PerturbSeg.Training.Fitting;
using PerturbSeg.Training.Runs;

namespace PerturbSeg.Training.Ablation;

/// <summary>What came of one run of a study: <c>result.json</c> in its folder.</summary>
public sealed record RunResult
{
    /// <summary>The variant's name.</summary>
    public required string Variant { get; init; }

    /// <summary>The seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Thousands of photos that it was to be shown.</summary>
    public required double Kimg { get; init; }

    /// <summary>Steps of the segmenter's fit.</summary>
    public required int FitSteps { get; init; }

    /// <summary>Why there are no more figures: training or fit diverged; null where all went well.</summary>
    public string? Failure { get; init; }

    /// <summary>How often training went back to a checkpoint; null where it diverged.</summary>
    public int? Rollbacks { get; init; }

    /// <summary>The monitor's figures of the trained generator; null where training diverged.</summary>
    public DegeneracyFigures? Figures { get; init; }

    /// <summary><see cref="StudyPlan.FeaturesName"/> of <see cref="FrechetDistance"/>.</summary>
    public string? Features { get; init; }

    /// <summary>Fréchet distance between features of photos and of composites; null where training diverged, or the photos are too few.</summary>
    public double? FrechetDistance { get; init; }

    /// <summary>What the generator's own masks say; null where there is no segmenter to compare them with.</summary>
    public GeneratedMaskQuality? Masks { get; init; }

    /// <summary>What the segmenter's masks of photos say without labels; null where there is no segmenter.</summary>
    public PhotoConsistency? Consistency { get; init; }

    /// <summary>What it was scored on; null where an earlier version did not say.</summary>
    public IReadOnlyList<EvaluationFolders>? Evaluations { get; init; }

    /// <summary>Scores on photos with known masks, by <see cref="StudyPlan.ScoreNames"/>.</summary>
    public IReadOnlyDictionary<string, EvaluationResult> Scores { get; init; } = new Dictionary<string, EvaluationResult>();

    /// <summary>The verdict of the monitors in a few words: "sound", "empty mask, patch at frame", "diverged".</summary>
    [JsonIgnore]
    public string Verdict => (Failure, Figures?.Degeneracies) switch
    {
        (not null, null) => "diverged",
        (not null, _) => "fit diverged",
        (_, null or []) => "sound",
        (_, { } found) => string.Join(", ", found.Select(Words)),
    };

    // EmptyMask → empty mask
    private static string Words(Degeneracy degeneracy)
        => string.Concat($"{degeneracy}".Select((letter, i) => i > 0 && char.IsUpper(letter) ? $" {letter}" : $"{letter}")).ToLowerInvariant();
}
