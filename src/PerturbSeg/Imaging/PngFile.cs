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
                // Masks are flat: a quarter smaller and quicker as they are than by differences.
                Enums.ForeignPngFilter filter = channels == 1 ? Enums.ForeignPngFilter.None : Enums.ForeignPngFilter.All;
                return image.PngsaveBuffer(filter: filter, keep: Enums.ForeignKeep.None);
            });
        }
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
}
