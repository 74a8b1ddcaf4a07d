using PerturbSeg.Imaging;
using PerturbSeg.Masks;

namespace PerturbSeg.Evaluation;

/// <summary>A photo of a <see cref="ContactSheet"/> with its masks, made small.</summary>
/// <param name="Photo">[3, side, side], 0 to 255.</param>
/// <param name="Found">The mask that was found, [1, side, side], 255 = object.</param>
/// <param name="Truth">The true mask, as that.</param>
internal sealed record ContactTile(byte[] Photo, byte[] Found, byte[] Truth)
{
    /// <summary>Makes a photo small.</summary>
    /// <param name="photo">The photo.</param>
    /// <param name="mask">The mask that was found, of the photo's size.</param>
    /// <param name="reference">The true mask, of the photo's size.</param>
    /// <param name="side">In pixels.</param>
    public static ContactTile Of(Photo photo, Mask mask, GreyImage reference, int side)
    {
        ArgumentNullException.ThrowIfNull(photo);
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentNullException.ThrowIfNull(reference);
        return new ContactTile(
            PixelOrder.ToPlanes(photo.Resize(side, side).Pixels),
            new GreyImage(mask.Width, mask.Height, mask.ToBytes()).Resize(side, side).Pixels,
            reference.Resize(side, side).Pixels);
    }

    /// <summary>Whether it has the pixels of a side.</summary>
    public bool IsOf(int side) => Photo.Length == 3 * side * side && Found.Length == side * side && Truth.Length == side * side;
}
