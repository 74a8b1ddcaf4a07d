using PerturbSeg.Files;
using PerturbSeg.Imaging;

namespace PerturbSeg.Masks;

/// <summary>How likely each pixel of a photo belongs to the object.</summary>
public sealed class Mask
{
    /// <summary>Wraps values, without copying them.</summary>
    /// <param name="width">The photo's width in pixels, from 1.</param>
    /// <param name="height">The photo's height in pixels, from 1.</param>
    /// <param name="values">Rows from the top, [height, width], in [0, 1]; 1 = object.</param>
    /// <exception cref="ArgumentException">The number of values does not fit the sides.</exception>
    public Mask(int width, int height, float[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (values.Length != (long)width * height)
            throw new ArgumentException($"A mask of {width}×{height} has {(long)width * height} values, not {values.Length}.", nameof(values));
        (Width, Height, Values) = (width, height, values);
    }

    /// <summary>The width in pixels.</summary>
    public int Width { get; }

    /// <summary>The height in pixels.</summary>
    public int Height { get; }

    /// <summary>Rows from the top, [Height, Width], in [0, 1]; 1 = object.</summary>
    public float[] Values { get; }

    /// <summary>The values as bytes: 0 to 255, rounded; 128 and more is what counts as object.</summary>
    public byte[] ToBytes()
    {
        byte[] bytes = GC.AllocateUninitializedArray<byte>(Values.Length);
        for (int i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)MathF.Round(Values[i] * 255f);
        return bytes;
    }

    /// <summary>The mean of masks, pixel by pixel.</summary>
    /// <param name="masks">At least one; all of the same size.</param>
    /// <returns>A new mask.</returns>
    /// <exception cref="ArgumentException">There is none, or the sizes differ.</exception>
    public static Mask Mean(IReadOnlyList<Mask> masks)
    {
        ArgumentNullException.ThrowIfNull(masks);
        if (masks.Count == 0 || masks.Any(mask => (mask.Width, mask.Height) != (masks[0].Width, masks[0].Height)))
            throw new ArgumentException("A mean needs masks of one size.", nameof(masks));
        float[] mean = new float[masks[0].Values.Length];
        for (int i = 0; i < mean.Length; i++)
        {
            foreach (Mask mask in masks)
                mean[i] += mask.Values[i] / masks.Count;
        }

        return new Mask(masks[0].Width, masks[0].Height, mean);
    }

    /// <summary>This mask, which is that of a window, as one of the photo.</summary>
    /// <param name="window">The window; of this mask's size. What reaches beyond the photo is dropped.</param>
    /// <param name="width">The photo's width in pixels.</param>
    /// <param name="height">The photo's height in pixels.</param>
    /// <returns>A new mask, 0 beside the window.</returns>
    /// <exception cref="ArgumentException">The window has another size than this mask.</exception>
    public Mask Within(ObjectWindow window, int width, int height)
    {
        RequireSize(window, this);
        var whole = new Mask(width, height, new float[width * height]);
        whole.Overwrite(window, Values);
        return whole;
    }

    /// <summary>This mask with the values of another one in a window.</summary>
    /// <param name="window">The window; what reaches beyond this mask is dropped.</param>
    /// <param name="part">The mask of the window; of its size.</param>
    /// <returns>A new mask.</returns>
    /// <exception cref="ArgumentException">The window has another size than its mask.</exception>
    public Mask With(ObjectWindow window, Mask part)
    {
        ArgumentNullException.ThrowIfNull(part);
        RequireSize(window, part);
        var whole = new Mask(Width, Height, [.. Values]);
        whole.Overwrite(window, part.Values);
        return whole;
    }

    private static void RequireSize(ObjectWindow window, Mask part)
    {
        if ((part.Width, part.Height) != (window.Width, window.Height))
            throw new ArgumentException($"A mask of {part.Width}×{part.Height} is not that of a window of {window.Width}×{window.Height}.", nameof(window));
    }

    /// <summary>Replaces the values of a window.</summary>
    /// <param name="window">The window; what reaches beyond the mask is dropped.</param>
    /// <param name="values">[window's height, window's width].</param>
    internal void Overwrite(ObjectWindow window, float[] values)
    {
        int left = Math.Max(window.Left, 0), columns = Math.Min(window.Left + window.Width, Width) - left;
        if (columns <= 0)
            return;
        for (int row = Math.Max(window.Top, 0); row < Math.Min(window.Top + window.Height, Height); row++)
        {
            values.AsSpan(((row - window.Top) * window.Width) + left - window.Left, columns)
                .CopyTo(Values.AsSpan((row * Width) + left));
        }
    }

    /// <summary>Saves the mask as grey PNG: 255 where the object is as likely as not or likelier, else 0. The file appears whole or not at all.</summary>
    /// <param name="path">The file to create or replace; its folder is made when missing.</param>
    /// <exception cref="FileWriteException">The file cannot be written.</exception>
    public void SavePng(string path) => AtomicFile.Write(path, WritePng);

    /// <summary>Writes what <see cref="SavePng"/> saves.</summary>
    /// <param name="stream">Where to; left open.</param>
    public void WritePng(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.Write(PngFile.EncodeDecided(Width, Height, Values, BinaryMask.Threshold));
    }

    /// <summary>The mask in two values: 255 for object, 0 for background.</summary>
    /// <returns>Rows from the top, [Height, Width].</returns>
    public byte[] Decided()
    {
        byte[] pixels = GC.AllocateUninitializedArray<byte>(Values.Length);
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = BinaryMask.IsObject(Values[i]) ? byte.MaxValue : byte.MinValue;
        return pixels;
    }
}
