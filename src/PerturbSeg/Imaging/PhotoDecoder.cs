namespace PerturbSeg.Imaging;

/// <summary>
/// Decodes JPEG, PNG and WebP files to 8-bit pixels. Photos come out as sRGB: turned upright by their EXIF tag, an embedded colour
/// profile applied, CMYK converted, greyscale expanded, 16 bits reduced to 8, transparent parts laid over white. Masks come out as
/// one channel: the largest of the colour channels, transparent parts black.
/// </summary>
/// <remarks>
/// Limits are judged by the header before any pixel is decoded. The format is told by the content, never by the name. The same bytes
/// give the same pixels on every thread. Every method throws <see cref="UserErrorException"/> where libvips is not installed.
/// </remarks>
public sealed unsafe class PhotoDecoder
{
    /// <summary>The pixel limit unless another is given: 100 million.</summary>
    public const long DefaultMaxPixels = 100_000_000;

    // Three bytes a pixel must fit one array.
    private const long LargestMaxPixels = 700_000_000;

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
    /// <exception cref="PhotoFormatException">The file is no JPEG, PNG or WebP, or its header is damaged.</exception>
    public static PhotoHeader ReadHeader(ReadOnlySpan<byte> file)
    {
        int format = 0, width = 0, height = 0;
        fixed (byte* data = file)
        {
            byte* bytes = data;
            long size = file.Length;
            int* f = &format, w = &width, h = &height;
            ImagingLibrary.Call((message, capacity) => ImagingLibrary.ReadHeader(bytes, size, f, w, h, message, capacity));
        }

        return new PhotoHeader((PhotoFormat)format, width, height);
    }

    /// <summary>Decodes a photo at its own size.</summary>
    /// <param name="file">The bytes of the file.</param>
    /// <exception cref="PhotoFormatException">The file cannot be decoded or is beyond the limits.</exception>
    public Photo Decode(ReadOnlySpan<byte> file)
    {
        byte[] pixels = Decode(file, 3, out int width, out int height);
        return new Photo(width, height, pixels);
    }

    /// <summary>Decodes a mask at its own size.</summary>
    /// <param name="file">The bytes of the file.</param>
    /// <exception cref="PhotoFormatException">The file cannot be decoded or is beyond the limits.</exception>
    public GreyImage DecodeMask(ReadOnlySpan<byte> file)
    {
        byte[] pixels = Decode(file, 1, out int width, out int height);
        return new GreyImage(width, height, pixels);
    }

    /// <summary>Decodes a photo and resizes it to a square in one pass, with little memory even for a large file.</summary>
    /// <param name="file">The bytes of the file.</param>
    /// <param name="side">The side of the square in pixels, from 1.</param>
    /// <param name="crop">True takes the largest centred square; false stretches the whole photo to a square.</param>
    /// <exception cref="PhotoFormatException">The file cannot be decoded or is beyond the limits.</exception>
    public Photo DecodeSquare(ReadOnlySpan<byte> file, int side, bool crop) => new(side, side, DecodeSquare(file, 3, side, crop));

    /// <summary>Decodes a mask and resizes it as <see cref="DecodeSquare(ReadOnlySpan{byte}, int, bool)"/> does its photo.</summary>
    /// <param name="file">The bytes of the file.</param>
    /// <param name="side">The side of the square in pixels, from 1.</param>
    /// <param name="crop">True takes the largest centred square; false stretches the whole mask to a square.</param>
    /// <returns>Soft edges where the mask was shrunk: values between 0 and 255.</returns>
    /// <exception cref="PhotoFormatException">The file cannot be decoded or is beyond the limits.</exception>
    public GreyImage DecodeMaskSquare(ReadOnlySpan<byte> file, int side, bool crop) => new(side, side, DecodeSquare(file, 1, side, crop));

    private byte[] Decode(ReadOnlySpan<byte> file, int channels, out int width, out int height)
    {
        byte* pixels = null;
        int decodedWidth = 0, decodedHeight = 0;
        ImagingLimits limits = _limits;
        fixed (byte* data = file)
        {
            byte* bytes = data;
            long size = file.Length;
            byte** p = &pixels;
            int* w = &decodedWidth, h = &decodedHeight;
            ImagingLimits* l = &limits;
            ImagingLibrary.Call((message, capacity) => ImagingLibrary.Decode(bytes, size, channels, l, p, w, h, message, capacity));
        }

        try
        {
            (width, height) = (decodedWidth, decodedHeight);
            return new ReadOnlySpan<byte>(pixels, checked(width * height * channels)).ToArray();
        }
        finally
        {
            ImagingLibrary.Free(pixels);
        }
    }

    private byte[] DecodeSquare(ReadOnlySpan<byte> file, int channels, int side, bool crop)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 1);
        byte[] pixels = GC.AllocateUninitializedArray<byte>(checked(side * side * channels));
        ImagingLimits limits = _limits;
        fixed (byte* data = file)
        fixed (byte* output = pixels)
        {
            byte* bytes = data;
            byte* result = output;
            long size = file.Length;
            ImagingLimits* l = &limits;
            ImagingLibrary.Call((message, capacity) => ImagingLibrary.DecodeSquare(
                bytes, size, channels, l, side, crop ? 1 : 0, result, message, capacity));
        }

        return pixels;
    }
}
