using PerturbSeg.Imaging;

namespace PerturbSeg.Masks;

/// <summary>A rectangle of a photo around its object; where that is said, it may reach beyond the photo.</summary>
/// <param name="Left">First column; 0 is the photo's first.</param>
/// <param name="Top">First row; 0 is the photo's first.</param>
/// <param name="Width">Columns, from 1.</param>
/// <param name="Height">Rows, from 1.</param>
public readonly record struct ObjectWindow(int Left, int Top, int Width, int Height)
{
    // The closer look is so many times as large as the spread of the object.
    private const double Margin = 1.6;

    // Smaller windows are closer than the framing that segmenters are taught with.
    private const double SmallestExtent = 0.5;

    /// <summary>
    /// The window around the object of a mask, of the photo's aspect: 1.6 times the object's extent in the direction in which it fills more
    /// of the photo, but at least half the photo; the whole photo where the mask is empty.
    /// </summary>
    /// <param name="logits">[side, side] over the whole photo, rows from the top; 0 and above means object.</param>
    /// <param name="side">Pixels.</param>
    /// <param name="width">The photo's width in pixels.</param>
    /// <param name="height">The photo's height in pixels.</param>
    public static ObjectWindow Around(ReadOnlySpan<float> logits, int side, int width, int height)
    {
        if (logits.Length != side * side)
            throw new ArgumentException($"A mask of side {side} has {side * side} values, not {logits.Length}.", nameof(logits));
        var seen = MaskSpread.Of(logits, side, 0);
        if (seen.Area == 0)
            return new ObjectWindow(0, 0, width, height);
        double extent = Math.Clamp(Margin * Math.Max(seen.Width, seen.Height) / side, SmallestExtent, 1);
        int wide = Math.Max(1, (int)Math.Round(extent * width)), high = Math.Max(1, (int)Math.Round(extent * height));
        return new ObjectWindow(Place(seen.X / side * width, wide, width), Place(seen.Y / side * height, high, height), wide, high);
    }

    /// <summary>What of a photo lies in the window; beyond its edges the photo goes on as in a mirror (<see cref="Photo.CropMirrored"/>).</summary>
    /// <param name="photo">The photo.</param>
    /// <returns>A photo of the window's size.</returns>
    public Photo CutFrom(Photo photo)
    {
        ArgumentNullException.ThrowIfNull(photo);
        return photo.CropMirrored(Left, Top, Width, Height);
    }

    /// <summary>The first of so many pixels about a middle, none of them beyond the photo.</summary>
    internal static int Place(double middle, int length, int whole) => Math.Clamp((int)Math.Round(middle - (length / 2.0)), 0, whole - length);
}
