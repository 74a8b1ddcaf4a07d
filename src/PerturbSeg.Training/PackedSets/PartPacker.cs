using System.Globalization;
using PerturbSeg.Files;
using PerturbSeg.Photos;
using PerturbSeg.Segmentation;

namespace PerturbSeg.Training.PackedSets;

/// <summary>
/// Packs a set in parts, one after another, and passes over those that are there: packing that was stopped or killed goes on with the part that was under way.
/// </summary>
public static class PartPacker
{
    /// <summary>Packs sources.</summary>
    /// <param name="sources">At least one; their photos follow one another, and the parts share those of each.</param>
    /// <param name="folder">The folder of the parts (<see cref="PackedSetParts"/>).</param>
    /// <param name="parts">How many parts, from 1.</param>
    /// <param name="options">How to pack; of all parts.</param>
    /// <param name="masksBy">Finds the masks to pack; null packs those that the sources have. Not owned.</param>
    /// <param name="progress">Told of every photo, one at a time, from any thread.</param>
    /// <param name="cancellation">Stops between photos and leaves the parts that are finished.</param>
    /// <returns>What the parts hold, those that were there included; files that were passed over are named for this run alone.</returns>
    /// <exception cref="UserErrorException">As of <see cref="Packer"/>, or a part that is there is not of the same photos and options.</exception>
    /// <exception cref="FileWriteException">A part cannot be written.</exception>
    public static PackReport Pack(
        IReadOnlyList<IPhotoSource> sources,
        string folder,
        int parts,
        PackOptions options,
        IPhotoSegmenter? masksBy = null,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(options);
        int limit = options.Limit ?? int.MaxValue;
        long total = sources.Sum(source => (long)Math.Min(source.Count, limit));
        if (parts < 1 || parts > Math.Max(1, total))
            throw new UserErrorException($"{total} photos cannot be packed in {parts} parts: give 1 to {Math.Max(1, total)}.");
        PackedSetParts.RequireCount(folder, parts);
        options = options with { Packing = Packer.Fingerprint(sources, options, masksBy is not null) };
        var packed = new List<PackReport>();
        int kept = 0;
        long before = 0;
        for (int number = 1; number <= parts; number++)
        {
            cancellation.ThrowIfCancellationRequested();
            var part = new WorkShard(number, parts);
            string path = PackedSetParts.PathOf(folder, part);
            if (File.Exists(path))
            {
                packed.Add(Find(path, options) with { MasksLeftOut = Packer.LeavesMasksOut(sources, masksBy) });
                kept++;
            }
            else
            {
                packed.Add(Packer.Pack(sources, path, options with { Shard = part }, masksBy, new PartOfWork(progress, before, total), cancellation));
            }

            before += sources.Sum(source => (long)part.Of(Math.Min(source.Count, limit)));
        }

        return packed[0] with
        {
            Path = folder,
            Count = packed.Sum(part => part.Count),
            MasksLeftOut = packed.Any(part => part.MasksLeftOut),
            Skipped = [.. packed.SelectMany(part => part.Skipped)],
            LeftOut = [.. sources.SelectMany(source => source.LeftOut)],
            SkippedBefore = packed.Sum(part => part.SkippedBefore),
            Kinds = packed.SelectMany(part => part.Kinds).GroupBy(kind => kind.Key, kind => kind.Value).ToDictionary(kind => kind.Key, kind => kind.Sum()),
            Parts = parts,
            PartsBefore = kept,
        };
    }

    // A part that an earlier run has finished.
    private static PackReport Find(string path, PackOptions options)
    {
        using var set = PackedSet.Open(path);
        if (set.Metadata.GetValueOrDefault(PackedSetFormat.PackingKey) != options.Packing)
            throw new UserErrorException($"'{path}' was packed from other photos or with other options: delete the parts that are there, or name another folder.");
        return new PackReport(path, set.Count, set.Side, set.Resolution, set.HasMasks, MasksLeftOut: false, options.Limit, [])
        {
            SkippedBefore = int.TryParse(set.Metadata.GetValueOrDefault(PackedSetFormat.SkippedKey), NumberStyles.None, CultureInfo.InvariantCulture, out int skipped) ? skipped : 0,
            Kinds = PackReport.KindsOf(set.Names),
        };
    }
}
