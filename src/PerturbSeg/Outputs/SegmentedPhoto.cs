using PerturbSeg.Imaging;
using PerturbSeg.Masks;
using PerturbSeg.Photos;
using PerturbSeg.Segmentation;

namespace PerturbSeg.Outputs;

/// <summary>A photo and what was found in it.</summary>
/// <param name="Name">What it is called in tables, with its ending and '/' between folders.</param>
/// <param name="Photo">The photo.</param>
/// <param name="Mask">Its mask, of the same size.</param>
/// <exception cref="ArgumentException">The mask has another size.</exception>
public sealed record SegmentedPhoto(string Name, Photo Photo, Mask Mask)
{
    private readonly FoundObjects _found = new(OfSize(Photo, Mask));

    /// <summary>Its mask, of the same size; another one has all its object pixels as one object, and was not judged.</summary>
    public Mask Mask { get => _found.Mask; init => _found = new FoundObjects(value); }

    /// <summary>A photo and what a segmenter found in it.</summary>
    /// <param name="name">What it is called in tables.</param>
    /// <param name="photo">The photo.</param>
    /// <param name="found">Its mask and objects, of the same size.</param>
    public SegmentedPhoto(string name, Photo photo, FoundObjects found)
        : this(name, photo, (found ?? throw new ArgumentNullException(nameof(found))).Mask) => _found = found;

    /// <summary>How doubtful the mask is, in [0, 1]; null where it was not judged.</summary>
    public double? Doubt => _found.Doubt;

    /// <summary>The photo with the object taken out; null where nothing can paint what is behind it, or nobody asked.</summary>
    public Photo? Background { get; init; }

    /// <summary>The objects one by one, of the photo's size; unless it is set, all object pixels of the mask are one.</summary>
    public ObjectMap Objects { get => _found.Objects; init => _found = _found with { Objects = value }; }

    /// <summary>What its files are called, without ending and with '/' between folders; unless it is set, its name without ending.</summary>
    public string OutputName { get; init; } = PhotoFileName.Stem(Name);

    /// <summary>The encoded file; null where the photo came from elsewhere.</summary>
    public string? Path { get; init; }

    private static Mask OfSize(Photo photo, Mask mask)
    {
        ArgumentNullException.ThrowIfNull(photo);
        ArgumentNullException.ThrowIfNull(mask);
        return (mask.Width, mask.Height) == (photo.Width, photo.Height)
            ? mask
            : throw new ArgumentException($"The mask has {mask.Width}×{mask.Height} pixels, the photo {photo.Width}×{photo.Height}.", nameof(mask));
    }
}
