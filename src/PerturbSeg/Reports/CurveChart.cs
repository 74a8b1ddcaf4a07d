namespace PerturbSeg.Reports;

/// <summary>Curves that share their axes.</summary>
/// <param name="Title">What the chart shows.</param>
/// <param name="XName">What runs along the horizontal axis, such as "kimg".</param>
/// <param name="Curves">One or more; they need not be measured at the same places.</param>
public sealed record CurveChart(string Title, string XName, IReadOnlyList<Curve> Curves);
