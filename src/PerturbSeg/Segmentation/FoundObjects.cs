namespace PerturbSeg.Segmentation;

/// <summary>What was found in a photo.</summary>
/// <param name="Mask">How likely each pixel belongs to any object.</param>
/// <param name="Objects">Which object it belongs to; of the mask's size.</param>
public sealed record FoundObjects(Mask Mask, ObjectMap Objects)
{
    /// <summary>A mask whose object pixels are one object.</summary>
    /// <param name="mask">The mask.</param>
    public static FoundObjects One(Mask mask) => new(mask, ObjectMap.Of(mask));
}
