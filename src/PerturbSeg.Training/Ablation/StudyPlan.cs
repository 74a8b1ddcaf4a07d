using System.Text.Json.Serialization;
using PerturbSeg.Torch;

namespace PerturbSeg.Training.Ablation;

/// <summary>The terms that all runs of a study share, and the runs: what <c>study.json</c> of its folder says.</summary>
public sealed record StudyPlan
{
    /// <summary>The study's name.</summary>
    public required string Study { get; init; }

    /// <summary>The command lines that asked for its runs, in order.</summary>
    public IReadOnlyList<string> Commands { get; init; } = [];

    /// <summary>Thousands of photos that each run is shown.</summary>
    public required double Kimg { get; init; }

    /// <summary>Steps of each segmenter's fit.</summary>
    public required int FitSteps { get; init; }

    /// <summary>Where to compute.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Threads of each run.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>What runs compute in that nobody chose it for, timed once a study; null where it was not timed yet.</summary>
    public ScalarType? Precision { get; init; }

    /// <summary>A TorchScript module that composites and photos are compared by; null takes a network with random weights.</summary>
    public string? Features { get; init; }

    /// <summary>What runs are scored on; none where empty.</summary>
    public IReadOnlyList<EvaluationFolders> Evaluations { get; init; } = [];

    /// <summary>The runs, in the order of the table.</summary>
    public required IReadOnlyList<PlannedRun> Runs { get; init; }

    /// <summary>Photos that each run is shown.</summary>
    [JsonIgnore]
    public long Images => (long)(Kimg * 1000);

    /// <summary>The columns of scores: a name for each evaluation, and one for all together where there are several.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> ScoreNames
        => Evaluations.Count > 1 ? [.. Evaluations.Select(evaluation => evaluation.Name), Together] : [.. Evaluations.Select(evaluation => evaluation.Name)];

    /// <summary>What the table calls the features.</summary>
    [JsonIgnore]
    public string FeaturesName => Features is null ? "random features" : Path.GetFileName(Features);

    /// <summary>The name of the scores over the photos of all evaluations.</summary>
    public const string Together = "together";

    /// <summary>Whether a result is what this plan asks for: the same budget, the same fit, the same features, the same scores.</summary>
    /// <param name="result">The result of a run.</param>
    public bool IsAnsweredBy(RunResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result.Kimg == Kimg
            && result.FitSteps == FitSteps
            && (result.FrechetDistance is null || result.Features == FeaturesName)
            && (result.Failure is not null || (result.Features == FeaturesName && ScoreNames.All(result.Scores.ContainsKey) && result.Evaluations?.SequenceEqual(Evaluations) != false));
    }
}
