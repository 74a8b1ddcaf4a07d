namespace PerturbSeg.Masks;

/// <summary>Which object each pixel of a photo belongs to. A pixel belongs to one object at most, so objects do not overlap.</summary>
public sealed class ObjectMap
{
    /// <summary>The most objects of a photo: 255 has a meaning of its own where maps are stored in bytes.</summary>
    public const int MostObjects = 254;

    /// <summary>Wraps identities, without copying them.</summary>
    /// <param name="width">The photo's width in pixels, from 1.</param>
    /// <param name="height">The photo's height in pixels, from 1.</param>
    /// <param name="identities">Rows from the top, [height, width]: 0 is background, 1 and up are objects; each number up to the largest occurs.</param>
    /// <exception cref="ArgumentException">The number of identities does not fit the sides, one is above <see cref="MostObjects"/>, or a number below the largest is missing.</exception>
    public ObjectMap(int width, int height, byte[] identities)
    {
        ArgumentNullException.ThrowIfNull(identities);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (identities.Length != (long)width * height)
            throw new ArgumentException($"A map of {width}×{height} has {(long)width * height} identities, not {identities.Length}.", nameof(identities));
        (Width, Height, Identities) = (width, height, identities);
        Count = identities.Max();
        if (Count > MostObjects)
            throw new ArgumentException($"A map holds {MostObjects} objects at most, not {Count}.", nameof(identities));
        for (byte identity = 1; identity < Count; identity++)
        {
            if (!identities.Contains(identity))
                throw new ArgumentException($"A map of {Count} objects has no pixel of object {identity}: number them without gaps.", nameof(identities));
        }
    }

    /// <summary>The width in pixels.</summary>
    public int Width { get; }

    /// <summary>The height in pixels.</summary>
    public int Height { get; }

    /// <summary>How many objects there are; they are numbered from 1.</summary>
    public int Count { get; }

    /// <summary>Rows from the top, [Height, Width]: 0 is background.</summary>
    public byte[] Identities { get; }

    /// <summary>All that a mask takes for object as one object, or none where it takes nothing for object.</summary>
    /// <param name="mask">The mask.</param>
    public static ObjectMap Of(Mask mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        byte[] identities = GC.AllocateUninitializedArray<byte>(mask.Values.Length);
        for (int i = 0; i < identities.Length; i++)
            identities[i] = BinaryMask.IsObject(mask.Values[i]) ? (byte)1 : (byte)0;
        return new ObjectMap(mask.Width, mask.Height, identities);
    }

    /// <summary>Whether a place belongs to an object; places beyond the photo belong to none.</summary>
    /// <param name="identity">The object, from 1.</param>
    /// <param name="x">Column.</param>
    /// <param name="y">Row.</param>
    internal bool Has(int identity, int x, int y)
        => x >= 0 && y >= 0 && x < Width && y < Height && Identities[(y * Width) + x] == identity;
}
