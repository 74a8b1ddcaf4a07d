using PerturbSeg.Metrics;
using PerturbSeg.Training.Runs;

namespace PerturbSeg.Training.Demo;

/// <summary>What the demo came to.</summary>
/// <param name="Training">How the training ended.</param>
/// <param name="Evaluation">Scores of the segmenter on unseen scenes, beside the trivial masks.</param>
/// <param name="SheetPath">Unseen scenes, found masks and true masks, in one picture.</param>
/// <param name="ReportPath">The report.</param>
public sealed record DemoResult(TrainingResult Training, EvaluationResult Evaluation, string SheetPath, string ReportPath);
