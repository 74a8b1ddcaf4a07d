using PerturbSeg.Photos;

namespace PerturbSeg.PhotoLists;

/// <summary>What became of a list of photos.</summary>
/// <param name="Segmented">How many photos were segmented.</param>
/// <param name="Finished">How many had been segmented before and were left as they were.</param>
/// <param name="Files">The files written: those of the photos in their order, then the tables.</param>
/// <param name="Skipped">The photos that could not be read, or whose files could not be written, with the reasons.</param>
public sealed record SegmentationReport(int Segmented, int Finished, IReadOnlyList<string> Files, IReadOnlyList<SkippedPhoto> Skipped)
{
    /// <summary>The segmented photos by how doubtful their masks are, the most doubtful first; those that were not judged are left out.</summary>
    public IReadOnlyList<PhotoDoubt> Doubts { get; init; } = [];

    /// <summary>How many of the skipped ones were read, but could not be written.</summary>
    public int Unwritten { get; init; }
}
