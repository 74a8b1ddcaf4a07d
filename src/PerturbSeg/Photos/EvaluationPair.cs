using PerturbSeg.Imaging;
using PerturbSeg.Masks;

namespace PerturbSeg.Photos;

/// <summary>A photo and its reference mask, read when asked for.</summary>
/// <param name="Stem">The file name that both share, without extension.</param>
/// <param name="PhotoPath">The photo.</param>
/// <param name="MaskPath">The mask, of the photo's size; 255 = object.</param>
public sealed record EvaluationPair(string Stem, string PhotoPath, string MaskPath)
{
    /// <summary>Decodes both.</summary>
    /// <returns>The photo, and the mask with every pixel 0 (background) or 255 (object), of the same size.</returns>
    /// <exception cref="UserErrorException">A file is unreadable, or the mask has another size than the photo.</exception>
    public (Photo Photo, GreyImage Mask) Load()
    {
        var decoder = new PhotoDecoder();
        Photo photo = Read(PhotoPath, bytes => decoder.Decode(bytes));
        GreyImage mask = Read(MaskPath, bytes => decoder.DecodeMask(bytes));
        Compare(photo.Width, photo.Height, mask.Width, mask.Height);
        BinaryMask.Decide(mask.Pixels);
        return (photo, mask);
    }

    /// <summary>Compares the sizes that the headers give.</summary>
    /// <exception cref="UserErrorException">A file is unreadable, or the mask has another size than the photo.</exception>
    public void CheckSize()
    {
        PhotoHeader photo = Read(PhotoPath, bytes => PhotoDecoder.ReadHeader(bytes));
        PhotoHeader mask = Read(MaskPath, bytes => PhotoDecoder.ReadHeader(bytes));
        Compare(photo.Width, photo.Height, mask.Width, mask.Height);
    }

    /// <summary>The photo's pixels, by its header.</summary>
    /// <exception cref="UserErrorException">The file is unreadable.</exception>
    internal long Pixels()
    {
        PhotoHeader header = Read(PhotoPath, bytes => PhotoDecoder.ReadHeader(bytes));
        return (long)header.Width * header.Height;
    }

    private static T Read<T>(string path, Func<byte[], T> decode)
    {
        try
        {
            return decode(PhotoBytes.ReadFile(path));
        }
        catch (Exception exception) when (exception is PhotoFormatException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new UserErrorException($"'{path}' cannot be read ({exception.Message.TrimEnd('.')}): replace it or remove the pair.", exception);
        }
    }

    private void Compare(int photoWidth, int photoHeight, int maskWidth, int maskHeight)
    {
        if (photoWidth != maskWidth || photoHeight != maskHeight)
        {
            throw new UserErrorException(
                $"The mask '{MaskPath}' has {maskWidth}×{maskHeight} pixels, but its photo '{PhotoPath}' has {photoWidth}×{photoHeight}: they must have the same size.");
        }
    }
}
