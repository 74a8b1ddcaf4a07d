namespace PerturbSeg.Training.Ablation;

/// <summary>How far a run of a study is.</summary>
/// <param name="Run">The run.</param>
/// <param name="Result">Its result; null where it has none yet.</param>
/// <param name="Remark">Why there is none: it runs, it failed; null where it was not begun or was stopped.</param>
public sealed record StudyRow(PlannedRun Run, RunResult? Result, string? Remark)
{
    /// <summary>The verdict of the monitors, or what became of the run.</summary>
    public string Verdict => Result?.Verdict ?? Remark ?? "not finished";
}
