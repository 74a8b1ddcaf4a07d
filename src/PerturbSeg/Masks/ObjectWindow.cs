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

    /// <summary>What a network sees of a photo: all of it, or the largest centred square.</summary>
    /// <param name="width">The photo's width in pixels.</param>
    /// <param name="height">The photo's height in pixels.</param>
    /// <param name="fit">How photos become squares.</param>
    public static ObjectWindow Seen(int width, int height, PackFit fit)
    {
        if (fit == PackFit.Stretch)
            return new ObjectWindow(0, 0, width, height);
        var square = CentreSquare.In(width, height);
        return new ObjectWindow(square.Left, square.Top, square.Side, square.Side);
    }

    /// <summary>
    /// The window around the object of a mask, of the aspect of what the mask shows: 1.6 times the object's extent in the direction in which it
    /// fills more of that, but at least half of it; all of it where the mask is empty.
    /// </summary>
    /// <param name="logits">[side, side], rows from the top; 0 and above means object.</param>
    /// <param name="side">Pixels.</param>
    /// <param name="seen">What of a photo the mask shows.</param>
    public static ObjectWindow Around(ReadOnlySpan<float> logits, int side, ObjectWindow seen)
    {
        if (logits.Length != side * side)
            throw new ArgumentException($"A mask of side {side} has {side * side} values, not {logits.Length}.", nameof(logits));
        var mask = MaskSpread.Of(logits, side, 0);
        if (mask.Area == 0)
            return seen;
        double extent = Math.Clamp(Margin * Math.Max(mask.Width, mask.Height) / side, SmallestExtent, 1);
        int wide = Math.Max(1, (int)Math.Round(extent * seen.Width)), high = Math.Max(1, (int)Math.Round(extent * seen.Height));
        return new ObjectWindow(
            seen.Left + Place(mask.X / side * seen.Width, wide, seen.Width), seen.Top + Place(mask.Y / side * seen.Height, high, seen.Height), wide, high);
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
