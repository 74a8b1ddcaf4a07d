using PerturbSeg.Imaging;
using PerturbSeg.Masks;

namespace PerturbSeg.Outputs;

/// <summary>
/// The photo with the soft mask as its opacity: RGBA PNG, not premultiplied; or over a background: RGB PNG. It may be cropped to the objects.
/// </summary>
public sealed class CutoutOutput : ISegmentationOutput
{
    /// <summary>What the objects are laid over; null leaves them on transparency.</summary>
    public CutoutBackground? Background { get; init; }

    /// <summary>Pixels that stay around the objects on each side, from 0, as far as the photo goes; null keeps the photo's size.</summary>
    /// <remarks>A photo without an object keeps its size.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">It is below 0.</exception>
    public int? CropMargin
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value ?? 0);
            field = value;
        }
    }

    /// <inheritdoc/>
    public string Format => "cutout";

    /// <inheritdoc/>
    public void Write(Stream stream, SegmentedPhoto segmented)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(segmented);
        (Photo photo, Mask mask) = CropMargin is { } margin ? Crop(segmented, margin) : (segmented.Photo, segmented.Mask);
        if (Background is null)
            PngFile.WriteCutout(stream, photo, mask.Values);
        else
            PngFile.Write(stream, photo.Width, photo.Height, 3, LaidOver(photo, mask, Background.Cover(photo.Width, photo.Height)).Pixels);
    }

    /// <summary>What a program shows of the object over a background: m · photo + (1 − m) · below, with m in steps of 1/255.</summary>
    internal static Photo LaidOver(Photo photo, Mask mask, Photo below)
    {
        byte[] opacity = mask.ToBytes(), pixels = new byte[photo.Pixels.Length];
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)(((photo.Pixels[i] * opacity[i / 3]) + (below.Pixels[i] * (255 - opacity[i / 3])) + 127) / 255);
        return new Photo(photo.Width, photo.Height, pixels);
    }

    private static (Photo Photo, Mask Mask) Crop(SegmentedPhoto segmented, int margin)
    {
        (Photo photo, Mask mask) = (segmented.Photo, segmented.Mask);
        var measures = ObjectMeasures.Of(mask);
        if (measures.Area == 0)
            return (photo, mask);
        int left = Math.Max(0, measures.Left - margin), top = Math.Max(0, measures.Top - margin);
        int width = (int)Math.Min(photo.Width, (long)measures.Left + measures.Width + margin) - left;
        int height = (int)Math.Min(photo.Height, (long)measures.Top + measures.Height + margin) - top;
        float[] values = new float[width * height];
        for (int y = 0; y < height; y++)
            mask.Values.AsSpan(((top + y) * mask.Width) + left, width).CopyTo(values.AsSpan(y * width));
        return (photo.Crop(left, top, width, height), new Mask(width, height, values));
    }
}
