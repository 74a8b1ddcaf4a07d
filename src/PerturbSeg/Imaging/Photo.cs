namespace PerturbSeg.Imaging;

/// <summary>A decoded photo: 8-bit sRGB.</summary>
public sealed class Photo
{
    /// <summary>Wraps pixels, without copying them.</summary>
    /// <param name="width">The width in pixels, from 1.</param>
    /// <param name="height">The height in pixels, from 1.</param>
    /// <param name="pixels">Red, green and blue interleaved, rows from the top, [height, width, 3], 0 to 255.</param>
    /// <exception cref="ArgumentException">The number of bytes does not fit the sides.</exception>
    public Photo(int width, int height, byte[] pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (pixels.Length != 3L * width * height)
            throw new ArgumentException($"A photo of {width}×{height} has {3L * width * height} bytes, not {pixels.Length}.", nameof(pixels));
        Width = width;
        Height = height;
        Pixels = pixels;
    }

    /// <summary>The width in pixels.</summary>
    public int Width { get; }

    /// <summary>The height in pixels.</summary>
    public int Height { get; }

    /// <summary>Red, green and blue interleaved, rows from the top, [Height, Width, 3], 0 to 255.</summary>
    public byte[] Pixels { get; }

    /// <summary>Reads a file as <see cref="PhotoDecoder"/> does.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="PhotoFormatException">The file cannot be decoded or is beyond the decoder's limits.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read, or is a folder.</exception>
    /// <exception cref="UserErrorException">libvips is missing.</exception>
    public static Photo Load(string path) => new PhotoDecoder().Decode(File.ReadAllBytes(path));

    /// <summary>Cuts a part out.</summary>
    /// <param name="left">First column, from 0.</param>
    /// <param name="top">First row, from 0.</param>
    /// <param name="width">Columns, from 1.</param>
    /// <param name="height">Rows, from 1.</param>
    /// <returns>A new photo, or this one where the part is all of it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The part reaches beyond the photo.</exception>
    public Photo Crop(int left, int top, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(left);
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, Width - left);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, Height - top);
        if (width == Width && height == Height)
            return this;
        byte[] part = new byte[3 * width * height];
        for (int y = 0; y < height; y++)
            Pixels.AsSpan(3 * (((top + y) * Width) + left), 3 * width).CopyTo(part.AsSpan(3 * y * width));
        return new Photo(width, height, part);
    }

    /// <summary>Cuts a part out that may reach beyond the photo, which goes on there as in a mirror along its edge.</summary>
    /// <param name="left">First column; below 0 left of the photo.</param>
    /// <param name="top">First row; below 0 above the photo.</param>
    /// <param name="width">Columns, from 1.</param>
    /// <param name="height">Rows, from 1.</param>
    /// <returns>A new photo, or this one where the part is all of it.</returns>
    public Photo CropMirrored(int left, int top, int width, int height)
    {
        if (left >= 0 && top >= 0 && width <= Width - left && height <= Height - top)
            return Crop(left, top, width, height);
        int[] columns = [.. Enumerable.Range(left, width).Select(x => 3 * Mirrored(x, Width))];
        byte[] part = new byte[3 * width * height];
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<byte> from = Pixels.AsSpan(3 * Mirrored(top + y, Height) * Width, 3 * Width);
            Span<byte> to = part.AsSpan(3 * y * width, 3 * width);
            for (int x = 0; x < width; x++)
                from.Slice(columns[x], 3).CopyTo(to[(3 * x)..]);
        }

        return new Photo(width, height, part);
    }

    /// <summary>Resizes to any sides, not keeping the aspect: Lanczos when shrinking, cubic when enlarging.</summary>
    /// <param name="width">The new width in pixels, from 1.</param>
    /// <param name="height">The new height in pixels, from 1.</param>
    /// <returns>A new photo, or this one where it has these sides.</returns>
    /// <exception cref="InvalidOperationException">libvips cannot make so many pixels.</exception>
    /// <exception cref="UserErrorException">libvips is missing.</exception>
    public Photo Resize(int width, int height)
        => width == Width && height == Height ? this : new(width, height, Resampler.Resize(Pixels, Width, Height, 3, width, height, ResizeFilter.Lanczos));

    /// <summary>Resizes a part, with the same values as if it had been cut out first, but without a copy of it.</summary>
    /// <param name="left">First column, from 0.</param>
    /// <param name="top">First row, from 0.</param>
    /// <param name="width">Columns, from 1.</param>
    /// <param name="height">Rows, from 1.</param>
    /// <param name="newWidth">The new width in pixels, from 1.</param>
    /// <param name="newHeight">The new height in pixels, from 1.</param>
    /// <returns>[newHeight, newWidth, 3], a new array.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The part reaches beyond the photo.</exception>
    internal byte[] ResizePart(int left, int top, int width, int height, int newWidth, int newHeight)
    {
        if ((width, height) == (newWidth, newHeight))
        {
            byte[] same = Crop(left, top, width, height).Pixels;
            return same == Pixels ? [.. same] : same;
        }

        return Resampler.ResizePart(Pixels, Width, Height, 3, left, top, width, height, newWidth, newHeight, ResizeFilter.Lanczos);
    }

    private static int Mirrored(int position, int length)
    {
        int within = ((position % (2 * length)) + (2 * length)) % (2 * length);
        return within < length ? within : (2 * length) - 1 - within;
    }
}
