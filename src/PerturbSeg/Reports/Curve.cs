namespace PerturbSeg.Reports;

/// <summary>A figure over time.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="X">Where it was measured, ascending.</param>
/// <param name="Y">What was measured, as many; NaN where the figure was not finite, which leaves a gap.</param>
public sealed record Curve(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y);
