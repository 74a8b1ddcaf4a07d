using NetVips;

namespace PerturbSeg.Imaging;

/// <summary>An encoded file: what its header says, and opening it. It keeps a copy of the bytes until it is disposed of.</summary>
internal sealed class EncodedPhoto : IDisposable
{
    private readonly PhotoFormat _format;
    private readonly PngHeader? _png;
    private readonly int? _opacity;
    private readonly int _length;
    private readonly Source _source;

    /// <summary>Tells the format; nothing is decoded.</summary>
    /// <param name="file">The bytes of the file.</param>
    /// <exception cref="PhotoFormatException">It is none of the formats.</exception>
    /// <exception cref="UserErrorException">The native library is missing.</exception>
    internal EncodedPhoto(ReadOnlySpan<byte> file)
    {
        ImagingLibrary.Require();
        _format = PhotoSignature.Tell(file);
        _png = _format == PhotoFormat.Png ? PngHeader.Of(file) : null;
        _opacity = _format == PhotoFormat.Tiff ? TiffHeader.OpacityOf(file) : null;
        _length = file.Length;
        _source = Source.NewFromMemory(file);
    }

    /// <summary>The format.</summary>
    internal PhotoFormat Format => _format;

    /// <summary>Whether it is a PNG whose pixels are numbers of a palette; libvips gives their colours.</summary>
    internal bool HasPalette => _png is { HasPalette: true };

    /// <summary>Bits a sample of a PNG; 8 of other formats.</summary>
    internal int Bits => _png?.Bits ?? 8;

    /// <summary>The readers of libvips that <see cref="Load"/> calls, by class.</summary>
    internal static IReadOnlyList<string> Readers { get; } =
        ["VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadWebp", "VipsForeignLoadNsgif", "VipsForeignLoadTiff", "VipsForeignLoadHeif"];

    /// <summary>Reads the header alone.</summary>
    internal PhotoHeader ReadHeader()
    {
        using Image image = Load(shrink: 1);
        return HeaderOf(image);
    }

    /// <summary>Opens the file; pixels are decoded only when they are asked for, from the top.</summary>
    /// <param name="limits">Judged by the header.</param>
    /// <param name="side">The side that is wanted in the end, in pixels: a large JPEG is decoded at a half, a quarter or an eighth, never
    /// below twice this side. 0 keeps every pixel.</param>
    /// <returns>8 or 16 bits a channel, not yet upright; the caller's.</returns>
    /// <exception cref="PhotoFormatException">The file is beyond the limits, or its pixels are of another kind.</exception>
    internal Image Open(ImagingLimits limits, int side = 0)
    {
        Image image = Load(shrink: 1);
        int shrink;
        try
        {
            PhotoHeader header = HeaderOf(image);
            limits.Check(header.Width, header.Height);
            if (_png?.Fits(_length) == false) // before libvips makes room for them
                throw new PhotoFormatException(PhotoProblem.Unreadable, $"the file is damaged or cut short ({_length} bytes cannot hold {header.Width}×{header.Height} pixels)");
            if (image.Format is not (Enums.BandFormat.Uchar or Enums.BandFormat.Ushort) || image.Coding != Enums.Coding.None)
                throw new PhotoFormatException(PhotoProblem.Unreadable, "the file holds other values than 8 or 16 bits a channel");
            shrink = FreeShrink(header, side);
            if (shrink == 1)
                return image;
        }
        catch
        {
            image.Dispose();
            throw;
        }

        image.Dispose();
        return Load(shrink);
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();

    private PhotoHeader HeaderOf(Image image)
    {
        (int width, int height) = image.Orientation() > 4 ? (image.Height, image.Width) : (image.Width, image.Height);
        return new PhotoHeader(_format, width, height) { IsUpright = image.Orientation() == 1 };
    }

    private int FreeShrink(PhotoHeader header, int side)
    {
        int shorter = Math.Min(header.Width, header.Height);
        return _format == PhotoFormat.Jpeg && side > 0 ? ((int[])[8, 4, 2]).FirstOrDefault(shrink => shorter / shrink >= 2 * side, 1) : 1;
    }

    private Image Load(int shrink)
    {
        const Enums.Access FromTheTop = Enums.Access.Sequential;
        const Enums.FailOn AnyError = Enums.FailOn.Error;
        return _format switch
        {
            PhotoFormat.Jpeg => Image.JpegloadSource(_source, shrink: shrink, access: FromTheTop, failOn: AnyError),
            PhotoFormat.Png => Image.PngloadSource(_source, access: FromTheTop, failOn: AnyError),
            PhotoFormat.WebP => Image.WebploadSource(_source, access: FromTheTop, failOn: AnyError),
            PhotoFormat.Gif => Image.GifloadSource(_source, access: FromTheTop, failOn: AnyError),
            PhotoFormat.Tiff => Image.TiffloadSource(_source, access: FromTheTop, failOn: AnyError).Then(tiff => tiff.WithOpacityAlone(_opacity)),
            _ => Image.HeifloadSource(_source, access: FromTheTop, failOn: AnyError),
        };
    }
}
