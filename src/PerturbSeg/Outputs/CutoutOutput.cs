using PerturbSeg.Imaging;
using PerturbSeg.Masks;

namespace PerturbSeg.Outputs;

/// <summary>The photo with the soft mask as its opacity: RGBA PNG, not premultiplied.</summary>
public sealed class CutoutOutput : ISegmentationOutput
{
    /// <inheritdoc/>
    public string Format => "cutout";

    /// <inheritdoc/>
    public void Write(string path, SegmentedPhoto segmented)
    {
        ArgumentNullException.ThrowIfNull(segmented);
        Photo photo = segmented.Photo;
        PngFile.Save(path, photo.Width, photo.Height, 4, Pixels(photo, segmented.Mask));
    }

    /// <summary>The object on transparency, [height, width, 4].</summary>
    internal static byte[] Pixels(Photo photo, Mask mask)
    {
        byte[] opacity = mask.ToBytes();
        byte[] pixels = new byte[opacity.Length * 4];
        for (int i = 0; i < opacity.Length; i++)
        {
            photo.Pixels.AsSpan(3 * i, 3).CopyTo(pixels.AsSpan(4 * i));
            pixels[(4 * i) + 3] = opacity[i];
        }

        return pixels;
    }
}
