namespace PerturbSeg.Metrics;

/// <summary>All that a <see cref="MaskEvaluation"/> has gathered, to be stored and joined with that of other photos.</summary>
/// <param name="Photos">The photos.</param>
/// <param name="Curve">The sums of an <see cref="FMeasureCurve"/>.</param>
/// <param name="Baselines">Those of <see cref="TrivialBaselines"/>: a row for each mask.</param>
internal sealed record EvaluationSums(IReadOnlyList<ScoredPhoto> Photos, UInt128[] Curve, UInt128[][] Baselines);
