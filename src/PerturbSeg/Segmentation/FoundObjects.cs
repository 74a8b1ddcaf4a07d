using PerturbSeg.Masks;

namespace PerturbSeg.Segmentation;

/// <summary>What was found in a photo.</summary>
/// <param name="Mask">How likely each pixel belongs to any object.</param>
public sealed record FoundObjects(Mask Mask)
{
    private readonly ObjectMap? _given;
    private ObjectMap? _ofMask;

    /// <summary>How likely each pixel belongs to any object. Where it is replaced, <see cref="Objects"/> are those of the new one, unless they are set after it.</summary>
    public Mask Mask { get; init => (field, _given, _ofMask) = (value, null, null); } = Mask;

    /// <summary>
    /// How doubtful the mask is, found without labels, in [0, 1]: 0 where photo, mirrored photo, a closer look and colours all have the same
    /// decided mask, 1 where nothing was found; null where it was not judged. Good for an order of photos to look at, no probability.
    /// </summary>
    public double? Doubt { get; init; }

    /// <summary>Which object each pixel belongs to, of the mask's size; unless it is set, all object pixels of the mask are one.</summary>
    /// <exception cref="ArgumentException">The objects have another size.</exception>
    public ObjectMap Objects
    {
        get => _given ?? (_ofMask ??= ObjectMap.Of(Mask));
        init => _given = value is null || (value.Width, value.Height) == (Mask.Width, Mask.Height)
            ? value
            : throw new ArgumentException($"The objects have {value.Width}×{value.Height} pixels, their mask {Mask.Width}×{Mask.Height}.", nameof(value));
    }

    /// <summary>Whether mask, doubt and objects are the same; which were asked for before does not count.</summary>
    /// <param name="other">The other.</param>
    public bool Equals(FoundObjects? other) => other is not null && (Mask, Doubt, _given) == (other.Mask, other.Doubt, other._given);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Mask, Doubt, _given);
}
