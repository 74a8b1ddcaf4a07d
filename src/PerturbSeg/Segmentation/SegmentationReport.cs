using PerturbSeg.Data;

namespace PerturbSeg.Segmentation;

/// <summary>What became of a list of photos.</summary>
/// <param name="Segmented">How many photos were segmented.</param>
/// <param name="Files">The files written, in the order of the photos.</param>
/// <param name="Skipped">The photos that could not be read, with the reasons.</param>
public sealed record SegmentationReport(int Segmented, IReadOnlyList<string> Files, IReadOnlyList<SkippedPhoto> Skipped);
