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
/// <param name="Skipped">The photos that cannot be used, in the order of the sources.</param>
public sealed record PackReport(
    string Path, int Count, int Side, int Resolution, bool HasMasks, bool MasksLeftOut, int? Limit, IReadOnlyList<SkippedPhoto> Skipped)
{
    /// <summary>What was not taken for a photo, a line for each kind and place.</summary>
    public IReadOnlyList<SkippedPhoto> LeftOut { get; init; } = [];

    /// <summary>How many photos were packed of each ending, such as <c>.jpg</c>; photos of arrays and databases have none.</summary>
    public IReadOnlyDictionary<string, int> Kinds { get; init; } = new Dictionary<string, int>();

    /// <summary>How many parts there are, where a set was packed in parts; else 0.</summary>
    public int Parts { get; init; }

    /// <summary>How many of the parts were there from an earlier run.</summary>
    public int PartsBefore { get; init; }

    /// <summary>How many files that run passed over for them.</summary>
    public int SkippedBefore { get; init; }

    internal static IReadOnlyDictionary<string, int> KindsOf(IEnumerable<string> names)
    {
        var kinds = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (string kind in names.Select(name => System.IO.Path.GetExtension(name).ToLowerInvariant()).Where(kind => kind.Length > 0))
            kinds[kind] = kinds.GetValueOrDefault(kind) + 1;
        return kinds;
    }
}
