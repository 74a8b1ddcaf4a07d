using NetVips;
using PerturbSeg.Files;

namespace PerturbSeg.Imaging;

/// <summary>Writes 8-bit PNG images: sample grids, masks, cut-outs, overlays.</summary>
public static class PngFile
{
    /// <summary>Encodes one image.</summary>
    /// <param name="width">Pixels a row, from 1.</param>
    /// <param name="height">Rows, from 1.</param>
    /// <param name="channels">1 is grey, 3 is red, green and blue, 4 has opacity too, not premultiplied.</param>
    /// <param name="pixels">Rows from the top, [height, width, channels], 0 to 255.</param>
    /// <returns>The bytes of a PNG file.</returns>
    /// <exception cref="ArgumentException">The number of bytes is not width × height × channels, or another number is out of range.</exception>
    /// <exception cref="UserErrorException">libvips is missing.</exception>
    public static unsafe byte[] Encode(int width, int height, int channels, ReadOnlySpan<byte> pixels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (channels is not (1 or 3 or 4))
            throw new ArgumentOutOfRangeException(nameof(channels), channels, "PNG files are written here with 1, 3 or 4 channels.");
        long bytes = (long)width * height * channels;
        if (pixels.Length != bytes)
            throw new ArgumentException($"Expected {width} × {height} × {channels} = {bytes} bytes, got {pixels.Length}.", nameof(pixels));
        fixed (byte* first = pixels)
        {
            nint data = (nint)first;
            return ImagingLibrary.Process(() =>
            {
                using Image image = Image.NewFromMemory(data, (ulong)bytes, width, height, channels, Enums.BandFormat.Uchar);
                return Compress(image);
            });
        }
    }

    /// <summary>Encodes in two values; beside the file it takes no memory that grows with the image.</summary>
    /// <param name="width">Pixels a row, from 1.</param>
    /// <param name="height">Rows, from 1.</param>
    /// <param name="values">[height, width].</param>
    /// <param name="threshold">From here on a value becomes 255; below it, and where it is no number, 0.</param>
    /// <returns>The bytes of a grey PNG file.</returns>
    /// <exception cref="ArgumentException">The number of values is not width × height.</exception>
    /// <exception cref="UserErrorException">libvips is missing.</exception>
    public static byte[] EncodeDecided(int width, int height, ReadOnlySpan<float> values, float threshold)
        => EncodeFrom(width, height, values, soft =>
        {
            using Image decided = soft >= threshold;
            return Compress(decided);
        });

    /// <summary>Writes a photo with an opacity, as PNG of four channels, not premultiplied; it takes no memory that grows with the image.</summary>
    /// <param name="stream">Where to; left open.</param>
    /// <param name="photo">The photo.</param>
    /// <param name="opacity">[height, width] in [0, 1].</param>
    /// <exception cref="ArgumentException">The number of values is not that of the photo's pixels.</exception>
    /// <exception cref="UserErrorException">libvips is missing.</exception>
    /// <remarks>What the stream throws is thrown on. Images of other threads may wait until it is written: give a file or memory, and no slow connection.</remarks>
    public static void WriteCutout(Stream stream, Photo photo, ReadOnlySpan<float> opacity)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(photo);
        var target = new StreamTarget(stream);
        EncodeFrom(photo.Width, photo.Height, opacity, soft =>
        {
            using Image colors = Image.NewFromMemory(photo.Pixels, photo.Width, photo.Height, 3, Enums.BandFormat.Uchar);
            using Image scaled = soft * byte.MaxValue;
            using Image rounded = scaled.Rint();
            using Image alpha = rounded.Cast(Enums.BandFormat.Uchar);
            using Image both = colors.Bandjoin(alpha);
            using Image named = both.Copy(interpretation: Enums.Interpretation.Srgb);
            return target.Write(custom => named.PngsaveTarget(custom, filter: Filter(named), keep: Enums.ForeignKeep.None));
        });
    }

    /// <summary>Writes one image.</summary>
    /// <param name="stream">Where to; left open.</param>
    /// <param name="width">Pixels a row, from 1.</param>
    /// <param name="height">Rows, from 1.</param>
    /// <param name="channels">1, 3 or 4, as in <see cref="Encode"/>.</param>
    /// <param name="pixels">[height, width, channels], 0 to 255.</param>
    /// <exception cref="ArgumentException">The number of bytes is not width × height × channels, or another number is out of range.</exception>
    /// <exception cref="UserErrorException">libvips is missing.</exception>
    public static void Write(Stream stream, int width, int height, int channels, ReadOnlySpan<byte> pixels)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.Write(Encode(width, height, channels, pixels));
    }

    /// <summary>Saves one image; the file appears whole or not at all.</summary>
    /// <param name="path">The file to create or replace; its folder is made when missing.</param>
    /// <param name="width">Pixels a row, from 1.</param>
    /// <param name="height">Rows, from 1.</param>
    /// <param name="channels">1, 3 or 4, as in <see cref="Encode"/>.</param>
    /// <param name="pixels">[height, width, channels], 0 to 255.</param>
    /// <exception cref="ArgumentException">The number of bytes is not width × height × channels, or another number is out of range.</exception>
    /// <exception cref="UserErrorException">libvips is missing.</exception>
    public static void Save(string path, int width, int height, int channels, ReadOnlySpan<byte> pixels)
    {
        byte[] file = Encode(width, height, channels, pixels);
        AtomicFile.Write(path, stream => stream.Write(file));
    }

    private static unsafe T EncodeFrom<T>(int width, int height, ReadOnlySpan<float> values, Func<Image, T> encode)
    {
        if (values.Length != (long)width * height)
            throw new ArgumentException($"Expected {width} × {height} values, got {values.Length}.", nameof(values));
        fixed (float* first = values)
        {
            nint data = (nint)first;
            return ImagingLibrary.Process(() =>
            {
                using Image soft = Image.NewFromMemory(data, (ulong)width * (ulong)height * sizeof(float), width, height, 1, Enums.BandFormat.Float);
                return encode(soft);
            });
        }
    }

    private static byte[] Compress(Image image) => image.PngsaveBuffer(filter: Filter(image), keep: Enums.ForeignKeep.None);

    // Masks are flat: a quarter smaller and quicker as they are than by differences.
    private static Enums.ForeignPngFilter Filter(Image image) => image.Bands == 1 ? Enums.ForeignPngFilter.None : Enums.ForeignPngFilter.All;
}
