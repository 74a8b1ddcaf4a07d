namespace PerturbSeg.Reports;

/// <summary>A picture of one moment.</summary>
/// <param name="Label">The moment, such as "12 kimg".</param>
/// <param name="Png">A PNG file's bytes.</param>
public sealed record TimelineFrame(string Label, ReadOnlyMemory<byte> Png);
