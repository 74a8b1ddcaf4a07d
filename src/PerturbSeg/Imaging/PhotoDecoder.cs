using NetVips;

namespace PerturbSeg.Imaging;

/// <summary>
/// Decodes JPEG, PNG, WebP, GIF, TIFF, AVIF and HEIF files to 8-bit pixels. Photos come out as sRGB: turned upright by their EXIF tag, an embedded colour
/// profile applied, CMYK converted, greyscale expanded, 16 bits reduced to 8, transparent parts laid over white. Masks come out as
/// one channel: the largest of the colour channels, transparent parts black, or the opacity where that is the mask.
/// </summary>
/// <remarks>
/// Limits are judged by the header before any pixel is decoded. The format is told by the content, never by the name. The same bytes
/// give the same pixels on every thread. From the first photo on, libvips reads no other formats in this process, for callers of its own neither, keeps no cache, and works on one thread a call. Every method throws <see cref="UserErrorException"/> where libvips is missing.
/// </remarks>
public sealed class PhotoDecoder
{
    /// <summary>The pixel limit unless another is given: 100 million.</summary>
    public const long DefaultMaxPixels = 100_000_000;

    /// <summary>The largest pixel limit, 700 million: three bytes a pixel must fit one array.</summary>
    public const long LargestMaxPixels = 700_000_000;

    private const int SmallArray = 64 << 10; // is collected at once
    private readonly ImagingLimits _limits;

    /// <summary>Creates a decoder; it holds nothing but its limits and may be shared by threads.</summary>
    /// <param name="maxPixels">The most pixels a file may have, 1 to 700 million.</param>
    /// <param name="minSide">The fewest pixels either side of a file must have, from 1.</param>
    public PhotoDecoder(long maxPixels = DefaultMaxPixels, int minSide = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxPixels, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxPixels, LargestMaxPixels);
        ArgumentOutOfRangeException.ThrowIfLessThan(minSide, 1);
        _limits = new ImagingLimits(maxPixels, minSide);
    }

    /// <summary>Reads the header alone; the limits are not applied.</summary>
    /// <param name="file">The bytes of the file.</param>
    /// <exception cref="PhotoFormatException">The file is of no format that is read, or its header is damaged.</exception>
    public static PhotoHeader ReadHeader(ReadOnlySpan<byte> file)
    {
        using var encoded = new EncodedPhoto(file);
        return ImagingLibrary.Read(encoded.ReadHeader);
    }

    /// <summary>Decodes a photo at its own size.</summary>
    /// <param name="file">The bytes of the file.</param>
    /// <exception cref="PhotoFormatException">The file cannot be decoded or is beyond the limits.</exception>
    public Photo Decode(ReadOnlySpan<byte> file)
    {
        using var encoded = new EncodedPhoto(file);
        return ImagingLibrary.Read(() =>
        {
            using Image photo = encoded.Open(_limits).Upright().LaidOver(ImageSteps.White).ToSrgb();
            return new Photo(photo.Width, photo.Height, RowsOf(photo));
        });
    }

    /// <summary>Decodes a mask at its own size.</summary>
    /// <param name="file">The bytes of the file.</param>
    /// <returns>0 is background and 255 object, with soft edges where the file has them; a mask of two values comes out as 0 and 255.</returns>
    /// <exception cref="PhotoFormatException">The file cannot be decoded, is beyond the limits, or its values may mean several things.</exception>
    public GreyImage DecodeMask(ReadOnlySpan<byte> file)
    {
        using var encoded = new EncodedPhoto(file);
        return ImagingLibrary.Read(() =>
        {
            using Image mask = encoded.Open(_limits).Upright().InMemory();
            return new GreyImage(mask.Width, mask.Height, MaskReading.Of(mask, encoded.Format, isPalette: encoded.HasPalette));
        });
    }

    /// <summary>Reads a mask as the numbers that are in its file.</summary>
    /// <param name="file">The bytes of the file.</param>
    /// <exception cref="PhotoFormatException">The file cannot be decoded, is beyond the limits, or holds no numbers.</exception>
    internal (int Width, int Height, ushort[] Labels) DecodeLabels(byte[] file)
    {
        using var encoded = new EncodedPhoto(file);
        return ImagingLibrary.Read(() =>
        {
            using Image mask = encoded.Open(_limits).Upright().InMemory();
            return (mask.Width, mask.Height, LabelReading.Of(mask, encoded.Format, encoded.HasPalette ? LabelReading.PaletteOf(file) : [], encoded.Bits));
        });
    }

    /// <summary>Decodes a photo and resizes it to a square in one pass, with little memory even for a large file.</summary>
    /// <param name="file">The bytes of the file.</param>
    /// <param name="side">The side of the square in pixels, from 1.</param>
    /// <param name="crop">True takes the largest centred square; false stretches the whole photo to a square.</param>
    /// <exception cref="PhotoFormatException">The file cannot be decoded or is beyond the limits.</exception>
    public Photo DecodeSquare(ReadOnlySpan<byte> file, int side, bool crop)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 1);
        using var encoded = new EncodedPhoto(file);
        return ImagingLibrary.Read(() =>
        {
            Image upright = encoded.Open(_limits, side).Upright().LaidOver(ImageSteps.White);
            using Image square = (crop ? upright.CutCentreSquare() : upright).ResizeTo(side, side, ResizeFilter.Lanczos).ToSrgb();
            return new Photo(side, side, square.WriteToMemory<byte>());
        });
    }

    /// <summary>Decodes a mask and resizes it as <see cref="DecodeSquare(ReadOnlySpan{byte}, int, bool)"/> does its photo.</summary>
    /// <param name="file">The bytes of the file.</param>
    /// <param name="side">The side of the square in pixels, from 1.</param>
    /// <param name="crop">True takes the largest centred square; false stretches the whole mask to a square.</param>
    /// <returns>Soft edges where the mask was shrunk: values between 0 and 255.</returns>
    /// <exception cref="PhotoFormatException">The file cannot be decoded or is beyond the limits.</exception>
    public GreyImage DecodeMaskSquare(ReadOnlySpan<byte> file, int side, bool crop)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 1);
        GreyImage mask = DecodeMask(file);
        return ImagingLibrary.Process(() =>
        {
            Image whole = Image.NewFromMemory(mask.Pixels, mask.Width, mask.Height, 1, Enums.BandFormat.Uchar);
            using Image square = (crop ? whole.CutCentreSquare() : whole).ResizeTo(side, side, ResizeFilter.Linear);
            return new GreyImage(side, side, square.WriteToMemory<byte>());
        });
    }

    // A few rows at a time: libvips would hold all of them once more. The first ones before there is room for all: a damaged file often fails there.
    private static byte[] RowsOf(Image photo)
    {
        int row = photo.Width * photo.Bands, rows = Math.Max(1, SmallArray / row);
        byte[] pixels = [];
        using Region region = Region.New(photo);
        for (int top = 0; top < photo.Height; top += rows)
        {
            byte[] fetched = region.Fetch(0, top, photo.Width, Math.Min(rows, photo.Height - top));
            if (top == 0)
                pixels = GC.AllocateUninitializedArray<byte>(row * photo.Height);
            fetched.CopyTo(pixels, top * row);
        }

        return pixels;
    }
}
