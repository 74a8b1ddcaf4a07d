using PerturbSeg.Imaging;
using PerturbSeg.Masks;

namespace PerturbSeg.Outputs;

/// <summary>A photo and what was found in it.</summary>
/// <param name="Name">What it is called in tables, with its ending and '/' between folders.</param>
/// <param name="Photo">The photo.</param>
/// <param name="Mask">Its mask, of the same size.</param>
public sealed record SegmentedPhoto(string Name, Photo Photo, Mask Mask)
{
    /// <summary>The photo with the object taken out; null where nothing can paint what is behind it, or nobody asked.</summary>
    public Photo? Background { get; init; }
}
