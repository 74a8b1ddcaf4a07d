using PerturbSeg.Fuzz.Mutations;
using PerturbSeg.Imaging;
using PerturbSeg.Tests.Imaging;
using PerturbSeg.Tests.Shared;

namespace PerturbSeg.Fuzz.Readers;

/// <summary>Photos and masks of every format, headers and pixels.</summary>
internal static class PhotoReaders
{
    private const int Side = 12;
    private static readonly byte[] Disc = [.. Enumerable.Range(0, Side * Side).Select(i => Math.Abs((i % Side) - 6) + Math.Abs((i / Side) - 6) < 4 ? (byte)255 : (byte)0)];

    /// <summary>Photos of a format: the header, and by their bytes one of the three ways to read pixels.</summary>
    /// <param name="format">The format.</param>
    public static Reader Of(PhotoFormat format)
    {
        var decoder = new PhotoDecoder();
        return new BytesReader(file =>
        {
            PhotoDecoder.ReadHeader(file);
            switch (file.Sum(value => value) % 3)
            {
                case 0:
                    decoder.Decode(file);
                    break;
                case 1:
                    decoder.DecodeMask(file);
                    break;
                default:
                    decoder.DecodeSquare(file, 9, crop: true);
                    break;
            }
        })
        {
            Seeds = format == PhotoFormat.Heif ? [HandMadeHeif.OfHevc(Side, Side)] : Seeds(format),
            ShortCampaign = 300, // of each of seven formats
            Structure = format == PhotoFormat.Png ? new PngMutation() : null,
            Refusals = [typeof(PhotoFormatException)],
        };
    }

    private static byte[][] Seeds(PhotoFormat format)
    {
        Photo photo = TestPhotos.Gradient(Side, Side);
        List<byte[]> seeds = [PhotoEncoder.Encode(photo, format), PhotoEncoder.Encode(Disc, Side, Side, 1, format)];
        if (format == PhotoFormat.Jpeg)
            seeds.Add(PhotoEncoder.Encode(photo.Pixels, Side, Side, 3, format, orientation: 6));
        if (format is PhotoFormat.Png or PhotoFormat.WebP or PhotoFormat.Tiff)
            seeds.Add(PhotoEncoder.Encode([.. Disc.SelectMany(value => new byte[] { 200, 100, 50, value })], Side, Side, 4, format));
        if (format is PhotoFormat.Gif or PhotoFormat.WebP or PhotoFormat.Tiff)
            seeds.Add(PhotoEncoder.EncodeSeveral(format, photo, TestPhotos.Plain(Side, Side, 9, 99, 200)));
        return [.. seeds];
    }
}
