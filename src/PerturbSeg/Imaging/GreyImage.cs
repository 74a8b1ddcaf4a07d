namespace PerturbSeg.Imaging;

/// <summary>An 8-bit image of one channel, such as a mask (255 = object).</summary>
public sealed class GreyImage
{
    /// <summary>Wraps pixels, without copying them.</summary>
    /// <param name="width">The width in pixels, from 1.</param>
    /// <param name="height">The height in pixels, from 1.</param>
    /// <param name="pixels">Rows from the top, [height, width], 0 to 255.</param>
    /// <exception cref="ArgumentException">The number of bytes does not fit the sides.</exception>
    public GreyImage(int width, int height, byte[] pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (pixels.Length != (long)width * height)
            throw new ArgumentException($"An image of {width}×{height} has {(long)width * height} bytes, not {pixels.Length}.", nameof(pixels));
        Width = width;
        Height = height;
        Pixels = pixels;
    }

    /// <summary>The width in pixels.</summary>
    public int Width { get; }

    /// <summary>The height in pixels.</summary>
    public int Height { get; }

    /// <summary>Rows from the top, [Height, Width], 0 to 255.</summary>
    public byte[] Pixels { get; }

    /// <summary>Resizes to any sides, such as a mask to the size of its photo.</summary>
    /// <param name="width">The new width in pixels, from 1.</param>
    /// <param name="height">The new height in pixels, from 1.</param>
    /// <param name="filter">How pixels are blended.</param>
    /// <returns>A new image; this one is left as it is.</returns>
    public GreyImage Resize(int width, int height, ResizeFilter filter = ResizeFilter.Linear)
        => new(width, height, Resampler.Resize(Pixels, Width, Height, 1, width, height, filter));
}
