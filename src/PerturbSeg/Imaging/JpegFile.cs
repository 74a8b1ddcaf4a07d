using NetVips;

namespace PerturbSeg.Imaging;

/// <summary>Writes JPEG files, for programs that take no PNG.</summary>
public static class JpegFile
{
    /// <summary>The most pixels a side that libvips writes to a JPEG file.</summary>
    public const int LongestSide = 65_500;

    // As much as photos need to be trained on again; the default of libvips is 75.
    private const int Quality = 95;

    /// <summary>Encodes a photo.</summary>
    /// <param name="photo">The photo.</param>
    /// <returns>The bytes of a JPEG file.</returns>
    /// <exception cref="InvalidOperationException">The photo has more than <see cref="LongestSide"/> pixels a side.</exception>
    /// <exception cref="UserErrorException">libvips is missing.</exception>
    public static byte[] Encode(Photo photo) => ImagingLibrary.Process(() =>
    {
        using Image image = Image.NewFromMemory(photo.Pixels, photo.Width, photo.Height, 3, Enums.BandFormat.Uchar);
        return image.JpegsaveBuffer(q: Quality, keep: Enums.ForeignKeep.None);
    });
}
