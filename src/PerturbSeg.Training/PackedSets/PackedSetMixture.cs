using PerturbSeg.Imaging;

namespace PerturbSeg.Training.PackedSets;

/// <summary>The packed sets of one training, of one resolution: each gives the same share of every batch, however many photos it has.</summary>
public sealed class PackedSetMixture : IDisposable
{
    private readonly bool _owned;

    private PackedSetMixture(IReadOnlyList<PackedSet> sets, string name, int resolution, bool owned)
        => (Sets, Name, Resolution, _owned) = (sets, name, resolution, owned);

    /// <summary>The sets, at least one, in the order given.</summary>
    public IReadOnlyList<PackedSet> Sets { get; }

    /// <summary>The names of the files without their paths, parted by commas.</summary>
    public string Name { get; }

    /// <summary>The side of the images that training sees, in pixels: that of the packed crops, or half of it once or several times (<see cref="HalvedTo"/>).</summary>
    public int Resolution { get; }

    /// <summary>How the photos became squares.</summary>
    public PackFit Fit => Sets[0].Fit;

    /// <summary>Whether every photo has a mask.</summary>
    public bool HasMasks => Sets.All(set => set.HasMasks);

    /// <summary>Makes sure that there are masks.</summary>
    /// <exception cref="UserErrorException">A set has none.</exception>
    public void RequireMasks()
    {
        if (!HasMasks)
            throw new UserErrorException($"The discriminator judges masks, and {Name} has none: pack it with --masks-by RUN, the run folder of a fitted segmenter.");
    }

    /// <summary>The number of photos of each set.</summary>
    public IReadOnlyList<int> Counts => [.. Sets.Select(set => set.Count)];

    /// <summary>Opens packed sets and checks that they fit together.</summary>
    /// <param name="paths">The files, at least one.</param>
    /// <exception cref="UserErrorException">One is missing or not sound, or has another resolution or fit than the first.</exception>
    public static PackedSetMixture Open(params IReadOnlyList<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentOutOfRangeException.ThrowIfZero(paths.Count, nameof(paths));
        var sets = new List<PackedSet>();
        try
        {
            foreach (string path in paths)
            {
                sets.Add(PackedSet.Open(path));
                if (sets[^1].Resolution != sets[0].Resolution)
                {
                    throw new UserErrorException(
                        $"'{path}' is packed for resolution {sets[^1].Resolution}, '{paths[0]}' for {sets[0].Resolution}: pack it with --resolution {sets[0].Resolution}.");
                }

                if (sets[^1].Fit != sets[0].Fit)
                    throw new UserErrorException($"'{path}' is packed by --fit {sets[^1].Fit.Word()}, '{paths[0]}' by --fit {sets[0].Fit.Word()}: pack both the same way.");
            }

            return new PackedSetMixture(sets, string.Join(", ", paths.Select(path => Path.GetFileName(Path.TrimEndingDirectorySeparator(path)))), sets[0].Resolution, owned: true);
        }
        catch
        {
            sets.ForEach(set => set.Dispose());
            throw;
        }
    }

    /// <summary>Whether crops come to a side by being halved.</summary>
    /// <param name="side">The side, in pixels.</param>
    public bool CanBeHalvedTo(int side) => side > 0 && Resolution % side == 0 && int.IsPow2(Resolution / side);

    /// <summary>The same photos at a smaller side: crops are halved, by the mean of 2×2 pixels, as often as it takes.</summary>
    /// <param name="side">The side, in pixels.</param>
    /// <returns>Sets that are closed with these.</returns>
    /// <exception cref="UserErrorException">The photos are packed for a smaller side, or for one that halving does not bring to it.</exception>
    public PackedSetMixture HalvedTo(int side)
    {
        if (!CanBeHalvedTo(side))
            throw new UserErrorException($"'{Name}' is packed for resolution {Resolution}, the run is at {side}: pack it with --resolution {side}, or {2 * side} for masks that are finer.");
        return new PackedSetMixture(Sets, Name, side, owned: false);
    }

    /// <summary>Closes the sets; pixels handed out before must no longer be used.</summary>
    public void Dispose()
    {
        if (!_owned)
            return;
        foreach (PackedSet set in Sets)
            set.Dispose();
    }
}
