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
        Check(pixels.Length, width, height, channels, newWidth, newHeight);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(channels, 4);
        fixed (byte* input = pixels)
            return Resize<byte>((nint)input, width, height, channels, Enums.BandFormat.Uchar, newWidth, newHeight, filter);
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
            return Resize<float>((nint)input, width, height, 1, Enums.BandFormat.Float, newWidth, newHeight, filter);
    }

    private static T[] Resize<T>(
        nint values, int width, int height, int channels, Enums.BandFormat format, int newWidth, int newHeight, ResizeFilter filter)
        where T : unmanaged
    {
        ulong bytes = (ulong)width * (ulong)height * (ulong)channels * (ulong)sizeof(T);
        return ImagingLibrary.Process(() =>
        {
            using Image resized = Image.NewFromMemory(values, bytes, width, height, channels, format).ResizeTo(newWidth, newHeight, filter);
            return resized.WriteToMemory<T>();
        });
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
