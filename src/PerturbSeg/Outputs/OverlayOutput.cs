using PerturbSeg.Imaging;
using PerturbSeg.Masks;

namespace PerturbSeg.Outputs;

/// <summary>The photo with everything but the object dimmed and the outline of the object drawn: for looking.</summary>
public sealed class OverlayOutput : ISegmentationOutput
{
    private const float Dimmed = 0.4f;
    private static readonly byte[] OutlineColor = [255, 64, 0];

    /// <inheritdoc/>
    public string Format => "overlay";

    /// <inheritdoc/>
    public void Write(Stream stream, SegmentedPhoto segmented)
    {
        ArgumentNullException.ThrowIfNull(segmented);
        (Photo photo, Mask mask) = (segmented.Photo, segmented.Mask);
        byte[] pixels = new byte[photo.Pixels.Length];
        for (int y = 0; y < photo.Height; y++)
        {
            for (int x = 0; x < photo.Width; x++)
            {
                int i = (y * photo.Width) + x;
                float light = Dimmed + ((1 - Dimmed) * mask.Values[i]);
                bool isOutline = IsOutline(mask, x, y);
                for (int channel = 0; channel < 3; channel++)
                    pixels[(3 * i) + channel] = isOutline ? OutlineColor[channel] : (byte)Math.Round(photo.Pixels[(3 * i) + channel] * light);
            }
        }

        PngFile.Write(stream, photo.Width, photo.Height, 3, pixels);
    }

    // Object pixels with background to the right, to the left, above or below.
    private static bool IsOutline(Mask mask, int x, int y)
        => IsObject(mask, x, y)
            && !(IsObject(mask, x - 1, y) && IsObject(mask, x + 1, y) && IsObject(mask, x, y - 1) && IsObject(mask, x, y + 1));

    // The frame is no outline: beyond it the nearest pixel counts.
    private static bool IsObject(Mask mask, int x, int y)
        => BinaryMask.IsObject(mask.Values[(Math.Clamp(y, 0, mask.Height - 1) * mask.Width) + Math.Clamp(x, 0, mask.Width - 1)]);
}
