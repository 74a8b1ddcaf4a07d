using NetVips;

namespace PerturbSeg.Imaging;

/// <summary>Resizes arrays of pixels.</summary>
public static unsafe class Resampler
{
    /// <summary>Resizes 8-bit pixels.</summary>
    /// <param name="pixels">Interleaved, rows from the top, [height, width, channels].</param>
    /// <param name="width">The width in pixels, from 1.</param>
    /// <param name="height">The height in pixels, from 1.</param>
    /// <param name="channels">1 to 4.</param>
    /// <param name="newWidth">The new width in pixels, from 1.</param>
    /// <param name="newHeight">The new height in pixels, from 1.</param>
    /// <param name="filter">How pixels are blended.</param>
    /// <returns>[newHeight, newWidth, channels].</returns>
    /// <exception cref="ArgumentException">The number of bytes does not fit the sides.</exception>
    public static byte[] Resize(
        ReadOnlySpan<byte> pixels, int width, int height, int channels, int newWidth, int newHeight, ResizeFilter filter)
    {
        return ResizePart(pixels, width, height, channels, 0, 0, width, height, newWidth, newHeight, filter);
    }

    /// <summary>Resizes a part of 8-bit pixels, as if it were all there is.</summary>
    /// <param name="pixels">Interleaved, rows from the top, [height, width, channels].</param>
    /// <param name="width">The width in pixels, from 1.</param>
    /// <param name="height">The height in pixels, from 1.</param>
    /// <param name="channels">1 to 4.</param>
    /// <param name="left">First column of the part, from 0.</param>
    /// <param name="top">First row of the part, from 0.</param>
    /// <param name="columns">Columns of the part, from 1.</param>
    /// <param name="rows">Rows of the part, from 1.</param>
    /// <param name="newWidth">The new width in pixels, from 1.</param>
    /// <param name="newHeight">The new height in pixels, from 1.</param>
    /// <param name="filter">How pixels are blended.</param>
    /// <returns>[newHeight, newWidth, channels].</returns>
    /// <exception cref="ArgumentException">The number of bytes does not fit the sides, or the part reaches beyond them.</exception>
    public static byte[] ResizePart(
        ReadOnlySpan<byte> pixels,
        int width,
        int height,
        int channels,
        int left,
        int top,
        int columns,
        int rows,
        int newWidth,
        int newHeight,
        ResizeFilter filter)
    {
        Check(pixels.Length, width, height, channels, newWidth, newHeight);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(channels, 4);
        ArgumentOutOfRangeException.ThrowIfNegative(left);
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(columns, width - left);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, height - top);
        fixed (byte* input = pixels)
        {
            nint data = (nint)input;
            return ImagingLibrary.Process(() =>
            {
                Image whole = Image.NewFromMemory(data, (ulong)width * (ulong)height * (ulong)channels, width, height, channels, Enums.BandFormat.Uchar);
                Image part = columns == width && rows == height ? whole : whole.Then(image => image.ExtractArea(left, top, columns, rows));
                using Image resized = part.ResizeTo(newWidth, newHeight, filter);
                return resized.WriteToMemory<byte>();
            });
        }
    }

    /// <summary>Resizes one channel of floats, such as a soft mask in [0, 1] to the size of its photo.</summary>
    /// <param name="values">Rows from the top, [height, width].</param>
    /// <param name="width">The width in pixels, from 1.</param>
    /// <param name="height">The height in pixels, from 1.</param>
    /// <param name="newWidth">The new width in pixels, from 1.</param>
    /// <param name="newHeight">The new height in pixels, from 1.</param>
    /// <param name="filter">How pixels are blended; only the linear one keeps to the range of the input.</param>
    /// <returns>[newHeight, newWidth].</returns>
    /// <exception cref="ArgumentException">The number of values does not fit the sides.</exception>
    public static float[] Resize(
        ReadOnlySpan<float> values, int width, int height, int newWidth, int newHeight, ResizeFilter filter = ResizeFilter.Linear)
    {
        Check(values.Length, width, height, 1, newWidth, newHeight);
        fixed (float* input = values)
        {
            nint data = (nint)input;
            return ImagingLibrary.Process(() =>
            {
                ulong bytes = (ulong)width * (ulong)height * sizeof(float);
                using Image resized = Image.NewFromMemory(data, bytes, width, height, 1, Enums.BandFormat.Float).ResizeTo(newWidth, newHeight, filter);
                return resized.WriteToMemory<float>();
            });
        }
    }

    private static void Check(int length, int width, int height, int channels, int newWidth, int newHeight)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(newWidth, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(newHeight, 1);
        if (length != (long)width * height * channels)
            throw new ArgumentException($"{width}×{height} pixels of {channels} channels are {(long)width * height * channels} values, not {length}.");
    }
}
