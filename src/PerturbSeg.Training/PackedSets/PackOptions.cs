using PerturbSeg.Imaging;
using PerturbSeg.Photos;

namespace PerturbSeg.Training.PackedSets;

/// <summary>How photos are packed.</summary>
public sealed record PackOptions
{
    /// <summary>Photos with a shorter side than this hold no object to learn from and are passed over, in pixels.</summary>
    public const int MinPhotoSide = 8;

    /// <summary>The side of the images that training sees, in pixels: a power of two, 8 to 1024.</summary>
    public required int Resolution { get; init; }

    /// <summary>How a photo becomes a square.</summary>
    public PackFit Fit { get; init; } = PackFit.Stretch;

    /// <summary>Refuse, instead of passing over, the first file that cannot be used.</summary>
    public bool Strict { get; init; }

    /// <summary>What tells the segmenter that finds the masks from others, so that parts are packed with masks of one; null where none does.</summary>
    public string? MasksOf { get; init; }

    /// <summary>How many photos are taken of each source, the first in its order, usable or not; null takes all.</summary>
    public int? Limit { get; init; }

    /// <summary>Which part of each source's photos is packed, of those that the limit leaves; null for all of them in a file of their own.</summary>
    public WorkShard? Shard { get; init; }

    /// <summary>The part that is packed, the whole being one, too.</summary>
    internal WorkShard Part => Shard ?? WorkShard.Whole;

    /// <summary>The <see cref="Packer.Fingerprint"/> of what is packed in parts; null where it is not known yet.</summary>
    internal string? Packing { get; init; }

    /// <summary>How many photos are decoded side by side; the packed set is the same whatever the number.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>The most pixels a photo may have.</summary>
    public long MaxPixels { get; init; } = PhotoDecoder.DefaultMaxPixels;

    /// <summary>The side of the packed images in pixels: 1.125 × the resolution, rounded up, so that random crops differ.</summary>
    public int Side => SideFor(Resolution);

    /// <summary>The side of the packed images for a resolution, in pixels.</summary>
    /// <param name="resolution">The side of the images that training sees, in pixels.</param>
    public static int SideFor(int resolution) => ((9 * resolution) + 7) / 8;

    internal void Validate()
    {
        ImageResolution.Check(Resolution);
        if (Limit < 1)
            throw new UserErrorException($"The limit {Limit} is out of range: give the number of photos to take of each source, from 1.");
        ArgumentOutOfRangeException.ThrowIfLessThan(Threads, 1);
    }
}
