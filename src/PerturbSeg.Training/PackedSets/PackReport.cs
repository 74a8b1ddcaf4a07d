using PerturbSeg.Photos;

namespace PerturbSeg.Training.PackedSets;

/// <summary>What came of packing.</summary>
/// <param name="Path">The packed set.</param>
/// <param name="Count">The number of photos in it.</param>
/// <param name="Side">The side of its images in pixels.</param>
/// <param name="Resolution">The side of the images that training sees, in pixels.</param>
/// <param name="HasMasks">Whether masks were packed.</param>
/// <param name="MasksLeftOut">Whether some sources had masks, which were left out because others had none.</param>
/// <param name="Limit">How many photos were taken of each source at most; null where all were.</param>
/// <param name="Skipped">The files passed over, in the order of the sources.</param>
public sealed record PackReport(
    string Path, int Count, int Side, int Resolution, bool HasMasks, bool MasksLeftOut, int? Limit, IReadOnlyList<SkippedPhoto> Skipped)
{
    /// <summary>How many photos were packed of each ending, such as <c>.jpg</c>; photos of arrays and databases have none.</summary>
    public IReadOnlyDictionary<string, int> Kinds { get; init; } = new Dictionary<string, int>();
}
