using PerturbSeg.Imaging;

namespace PerturbSeg.Photos;

/// <summary>A photo and its reference mask, decoded.</summary>
/// <param name="Photo">The photo.</param>
/// <param name="Mask">The mask, of the same size, every pixel 0 (background) or 255 (object).</param>
public sealed record LoadedPair(Photo Photo, GreyImage Mask)
{
    /// <summary>The pixels that are left out of scores, [height, width]; null where none are.</summary>
    public bool[]? Ignored { get; init; }

    /// <summary>The numbers in the mask's file, where it was read by them.</summary>
    public IReadOnlyList<ushort> Labels { get; init; } = [];
}
