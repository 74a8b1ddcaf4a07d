namespace PerturbSeg.Imaging;

/// <summary>Encodes 8-bit pixels as JPEG, PNG or WebP.</summary>
public static unsafe class PhotoEncoder
{
    /// <summary>Encodes a photo.</summary>
    /// <param name="photo">The photo.</param>
    /// <param name="format">The file format.</param>
    /// <param name="quality">1 to 100, for JPEG and WebP; WebP at 100 is lossless, PNG always is.</param>
    /// <returns>The bytes of a file.</returns>
    public static byte[] Encode(Photo photo, PhotoFormat format, int quality = 92)
    {
        ArgumentNullException.ThrowIfNull(photo);
        return Encode(photo.Pixels, photo.Width, photo.Height, 3, format, quality);
    }

    /// <summary>Encodes a mask or another image of one channel.</summary>
    /// <param name="image">The image.</param>
    /// <param name="format">The file format.</param>
    /// <param name="quality">1 to 100, for JPEG and WebP; WebP at 100 is lossless, PNG always is.</param>
    /// <returns>The bytes of a file.</returns>
    public static byte[] Encode(GreyImage image, PhotoFormat format, int quality = 92)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Encode(image.Pixels, image.Width, image.Height, 1, format, quality);
    }

    /// <summary>Encodes pixels of any kind.</summary>
    /// <param name="pixels">Interleaved, rows from the top, [height, width, channels], 0 to 255.</param>
    /// <param name="width">The width in pixels, from 1.</param>
    /// <param name="height">The height in pixels, from 1.</param>
    /// <param name="channels">1 grey, 2 grey and alpha, 3 RGB, 4 RGBA; for JPEG, 4 is CMYK as libvips has it (0 = no ink).</param>
    /// <param name="format">The file format.</param>
    /// <param name="quality">1 to 100, for JPEG and WebP; WebP at 100 is lossless, PNG always is.</param>
    /// <param name="orientation">The EXIF orientation tag to write, 1 to 8, or 0 for none.</param>
    /// <returns>The bytes of a file.</returns>
    /// <exception cref="ArgumentException">The number of bytes does not fit, or a value is out of range.</exception>
    public static byte[] Encode(
        ReadOnlySpan<byte> pixels, int width, int height, int channels, PhotoFormat format, int quality = 92, int orientation = 0)
    {
        if (pixels.Length != (long)width * height * channels)
            throw new ArgumentException($"{width}×{height} pixels of {channels} channels are {(long)width * height * channels} bytes, not {pixels.Length}.", nameof(pixels));
        byte* encoded = null;
        long size = 0;
        fixed (byte* input = pixels)
        {
            byte* from = input;
            byte** to = &encoded;
            long* count = &size;
            ImagingLibrary.Call((message, capacity) => ImagingLibrary.Encode(
                from, width, height, channels, (int)format, quality, orientation, to, count, message, capacity));
        }

        try
        {
            return new ReadOnlySpan<byte>(encoded, checked((int)size)).ToArray();
        }
        finally
        {
            ImagingLibrary.Free(encoded);
        }
    }
}
