using PerturbSeg.Imaging;
using PerturbSeg.Masks;
using PerturbSeg.Photos;
using PerturbSeg.Segmentation;

namespace PerturbSeg.Training.PackedSets;

/// <summary>Turns one photo, with or without its mask, into the planes that a packed set holds.</summary>
internal sealed class SquareDecoder(int side, PackFit fit, long maxPixels, IPhotoSegmenter? masksBy = null)
{
    private readonly PhotoDecoder _decoder = new(maxPixels, PackOptions.MinPhotoSide);
    private readonly bool _crop = fit == PackFit.Crop;

    /// <summary>Decodes a photo.</summary>
    /// <returns>Channel planes, [3, side, side], 0 to 255.</returns>
    /// <exception cref="PhotoFormatException">The file cannot be used, or the photo is beyond the limits.</exception>
    public byte[] Photo(PhotoContent photo) => PixelOrder.ToPlanes((photo switch
    {
        PhotoContent.Decoded(var pixels) => Resize(pixels),
        _ => _decoder.DecodeSquare(((PhotoContent.Encoded)photo).File, side, _crop),
    }).Pixels);

    /// <summary>Decodes a mask.</summary>
    /// <returns>[1, side, side], 0 or 255.</returns>
    /// <exception cref="PhotoFormatException">The file cannot be used, or has another size than the photo.</exception>
    public byte[] Mask(byte[] file, PhotoContent photo)
    {
        PhotoHeader mask = PhotoDecoder.ReadHeader(file);
        (int width, int height) = SizeOf(photo);
        if (mask.Width != width || mask.Height != height)
        {
            throw new PhotoFormatException(
                PhotoProblem.Unreadable, $"the mask has {mask.Width}×{mask.Height} pixels, the photo {width}×{height}");
        }

        byte[] pixels = _decoder.DecodeMaskSquare(file, side, _crop).Pixels;
        BinaryMask.Decide(pixels);
        return pixels;
    }

    /// <summary>The mask that is found in a photo, as a segmenter sees it at its own size.</summary>
    /// <returns>[1, side, side], 0 or 255; null where nothing is to find masks.</returns>
    /// <exception cref="PhotoFormatException">The file cannot be used, or the photo is beyond the limits.</exception>
    public byte[]? FoundMask(PhotoContent content)
    {
        if (masksBy is null)
            return null;
        Photo photo = content is PhotoContent.Decoded(var decoded) ? decoded : _decoder.Decode(((PhotoContent.Encoded)content).File);
        Mask found = masksBy.Segment([photo])[0];
        byte[] mask = SquareImages.Square(new GreyImage(found.Width, found.Height, found.Decided()), ObjectWindow.Seen(photo.Width, photo.Height, fit), side);
        BinaryMask.Decide(mask);
        return mask;
    }

    private static (int Width, int Height) SizeOf(PhotoContent photo)
    {
        if (photo is PhotoContent.Decoded(var pixels))
            return (pixels.Width, pixels.Height);
        PhotoHeader header = PhotoDecoder.ReadHeader(((PhotoContent.Encoded)photo).File);
        return (header.Width, header.Height);
    }

    // With the steps and filters that an encoded photo goes through, so that the same pixels give the same square.
    private Photo Resize(Photo photo)
    {
        new ImagingLimits(maxPixels, PackOptions.MinPhotoSide).Check(photo.Width, photo.Height);
        return (_crop ? CentreSquare.Cut(photo) : photo).Resize(side, side);
    }
}
