using PerturbSeg.Masks;

namespace PerturbSeg.Segmentation;

/// <summary>What was found in a photo.</summary>
/// <param name="Mask">How likely each pixel belongs to any object.</param>
public sealed record FoundObjects(Mask Mask)
{
    /// <summary>Which object each pixel belongs to, of the mask's size; unless it is set, all object pixels of the mask are one.</summary>
    public ObjectMap Objects { get => field ??= ObjectMap.Of(Mask); init; }
}
