namespace PerturbSeg.Imaging;

/// <summary>The largest centred square of a photo, as <see cref="PhotoDecoder"/> cuts it.</summary>
/// <param name="Left">Pixels left of it.</param>
/// <param name="Top">Pixels above it.</param>
/// <param name="Side">Its side in pixels.</param>
public readonly record struct CentreSquare(int Left, int Top, int Side)
{
    /// <summary>The square of a photo.</summary>
    /// <param name="width">The photo's width in pixels, from 1.</param>
    /// <param name="height">The photo's height in pixels, from 1.</param>
    public static CentreSquare In(int width, int height)
    {
        int side = Math.Min(width, height);
        return new CentreSquare((width - side) / 2, (height - side) / 2, side);
    }

    /// <summary>Cuts the square out.</summary>
    /// <param name="photo">The photo.</param>
    /// <returns>A new photo.</returns>
    public static Photo Cut(Photo photo)
    {
        ArgumentNullException.ThrowIfNull(photo);
        CentreSquare square = In(photo.Width, photo.Height);
        return photo.Crop(square.Left, square.Top, square.Side, square.Side);
    }
}
