using NetVips;
using PerturbSeg.Imaging;

namespace PerturbSeg.Tests.Shared;

/// <summary>Makes the files that tests decode, by libvips itself: the program reads photos and writes only PNG.</summary>
internal static class PhotoEncoder
{
    /// <summary>The formats that libvips can write here.</summary>
    public static PhotoFormat[] Formats { get; } = [.. Enum.GetValues<PhotoFormat>().Except([PhotoFormat.Heif])];

    public static byte[] Encode(Photo photo, PhotoFormat format, int quality = 92)
        => Encode(photo.Pixels, photo.Width, photo.Height, 3, format, quality);

    public static byte[] Encode(GreyImage image, PhotoFormat format, int quality = 92)
        => Encode(image.Pixels, image.Width, image.Height, 1, format, quality);

    /// <summary>Encodes pixels of any kind.</summary>
    /// <param name="pixels">[height, width, channels]: grey, grey and alpha, RGB, RGBA, or for JPEG CMYK with 0 = no ink.</param>
    /// <param name="width">The width in pixels.</param>
    /// <param name="height">The height in pixels.</param>
    /// <param name="channels">1 to 4.</param>
    /// <param name="format">The file format.</param>
    /// <param name="quality">1 to 100, for JPEG, WebP and AVIF; WebP and AVIF at 100 are lossless.</param>
    /// <param name="orientation">The EXIF orientation tag, 1 to 8, or 0 for none.</param>
    public static byte[] Encode(
        ReadOnlySpan<byte> pixels, int width, int height, int channels, PhotoFormat format, int quality = 92, int orientation = 0)
    {
        using Image image = OfPixels(pixels, width, height, channels, format == PhotoFormat.Jpeg);
        if (orientation == 0)
            return Encode(image, format, quality);
        using Image turned = image.Mutate(changed => changed.Set(GValue.GIntType, "orientation", orientation));
        return Encode(turned, format, quality);
    }

    /// <summary>Several photos of the same size in one file: the frames of an animation, or the pages of a TIFF.</summary>
    /// <param name="format">GIF, WebP or TIFF.</param>
    /// <param name="photos">The photos, in order.</param>
    public static byte[] EncodeSeveral(PhotoFormat format, params Photo[] photos)
    {
        byte[] pixels = [.. photos.SelectMany(photo => photo.Pixels)];
        using Image tall = OfPixels(pixels, photos[0].Width, photos[0].Height * photos.Length, 3, jpeg: false);
        using Image paged = tall.Mutate(changed => changed.Set(GValue.GIntType, "page-height", photos[0].Height));
        return Encode(paged, format, 100);
    }

    private static Image OfPixels(ReadOnlySpan<byte> pixels, int width, int height, int channels, bool jpeg)
    {
        Resampler.Resize([0], 1, 1, 1, 1, 1, ResizeFilter.Linear); // libvips starts with the settings of the program, whoever is first
        using Image plain = Image.NewFromMemoryCopy(pixels, width, height, channels, Enums.BandFormat.Uchar);
        return plain.Copy(interpretation: channels <= 2 ? Enums.Interpretation.Bw
            : channels == 4 && jpeg ? Enums.Interpretation.Cmyk
            : Enums.Interpretation.Srgb);
    }

    private static byte[] Encode(Image image, PhotoFormat format, int quality) => format switch
    {
        PhotoFormat.Jpeg => image.JpegsaveBuffer(q: quality),
        PhotoFormat.Png => image.PngsaveBuffer(),
        PhotoFormat.WebP => image.WebpsaveBuffer(q: quality, lossless: quality == 100),
        PhotoFormat.Gif => image.GifsaveBuffer(dither: 0),
        PhotoFormat.Tiff => image.TiffsaveBuffer(compression: Enums.ForeignTiffCompression.Lzw),
        PhotoFormat.Avif => image.HeifsaveBuffer(
            q: quality, compression: Enums.ForeignHeifCompression.Av1, lossless: quality == 100, effort: 0),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "libvips writes no such file here."),
    };
}
