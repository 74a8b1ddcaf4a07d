using PerturbSeg.Evaluation;
using PerturbSeg.Imaging;

namespace PerturbSeg.Data;

/// <summary>Turns one encoded photo, with or without its mask, into the planes that a packed set holds.</summary>
internal sealed class SquareDecoder(int side, PackFit fit, long maxPixels)
{
    private readonly PhotoDecoder _decoder = new(maxPixels, PackOptions.MinPhotoSide);
    private readonly bool _crop = fit == PackFit.Crop;

    /// <summary>Decodes a photo.</summary>
    /// <returns>Channel planes, [3, side, side], 0 to 255.</returns>
    /// <exception cref="PhotoFormatException">The file cannot be used.</exception>
    public byte[] Photo(byte[] file) => PixelOrder.ToPlanes(_decoder.DecodeSquare(file, side, _crop).Pixels);

    /// <summary>Decodes a mask.</summary>
    /// <returns>[1, side, side], 0 or 255.</returns>
    /// <exception cref="PhotoFormatException">The file cannot be used, or has another size than the photo.</exception>
    public byte[] Mask(byte[] file, byte[] photo)
    {
        PhotoHeader mask = PhotoDecoder.ReadHeader(file);
        PhotoHeader own = PhotoDecoder.ReadHeader(photo);
        if (mask.Width != own.Width || mask.Height != own.Height)
        {
            throw new PhotoFormatException(
                PhotoProblem.Unreadable, $"the mask has {mask.Width}×{mask.Height} pixels, the photo {own.Width}×{own.Height}");
        }

        byte[] pixels = _decoder.DecodeMaskSquare(file, side, _crop).Pixels;
        BinaryMask.Decide(pixels);
        return pixels;
    }
}
