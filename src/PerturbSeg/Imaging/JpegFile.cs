using NetVips;

namespace PerturbSeg.Imaging;

/// <summary>Writes JPEG files, for programs that take no PNG.</summary>
public static class JpegFile
{
    // As much as photos need to be trained on again; the default of libvips is 75.
    private const int Quality = 95;

    /// <summary>Encodes a photo.</summary>
    /// <param name="photo">The photo.</param>
    /// <returns>The bytes of a JPEG file.</returns>
    /// <exception cref="InvalidOperationException">The photo has more than 65,500 pixels a side, the most that JPEG files hold.</exception>
    /// <exception cref="UserErrorException">libvips is missing.</exception>
    public static byte[] Encode(Photo photo) => ImagingLibrary.Process(() =>
    {
        using Image image = Image.NewFromMemory(photo.Pixels, photo.Width, photo.Height, 3, Enums.BandFormat.Uchar);
        return image.JpegsaveBuffer(q: Quality, keep: Enums.ForeignKeep.None);
    });
}
