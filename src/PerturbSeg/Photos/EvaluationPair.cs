using PerturbSeg.Imaging;
using PerturbSeg.Masks;

namespace PerturbSeg.Photos;

/// <summary>A photo and its reference mask, read when asked for.</summary>
/// <param name="Stem">The name that both share in their folders, without extension and with '/' between folders.</param>
/// <param name="PhotoPath">The photo.</param>
/// <param name="MaskPath">The mask, of the photo's size; 255 = object.</param>
public sealed record EvaluationPair(string Stem, string PhotoPath, string MaskPath)
{
    /// <summary>What the numbers in the mask mean; null reads masks of object and background.</summary>
    public MaskValues? Values { get; init; }

    /// <summary>The most pixels that either file may have, up to <see cref="PhotoDecoder.LargestMaxPixels"/>.</summary>
    public long MaxPixels { get; init; } = PhotoDecoder.DefaultMaxPixels;

    /// <summary>Decodes both.</summary>
    /// <exception cref="UserErrorException">A file is unreadable, or the mask has another size than the photo.</exception>
    public LoadedPair Load()
    {
        var decoder = new PhotoDecoder(MaxPixels);
        Photo photo = Read(PhotoPath, bytes => decoder.Decode(bytes));
        if (Values is { } values)
        {
            (int width, int height, ushort[] labels) = Read(MaskPath, decoder.DecodeLabels);
            Compare(photo.Width, photo.Height, width, height);
            var decided = new GreyImage(width, height, Array.ConvertAll(labels, label => label == values.Object ? byte.MaxValue : byte.MinValue));
            return new LoadedPair(photo, decided)
            {
                Ignored = values.Ignored is { } ignored ? Array.ConvertAll(labels, label => label == ignored) : null,
                Labels = [.. labels.Distinct()],
            };
        }

        GreyImage mask = Read(MaskPath, bytes => decoder.DecodeMask(bytes));
        Compare(photo.Width, photo.Height, mask.Width, mask.Height);
        BinaryMask.Decide(mask.Pixels);
        return new LoadedPair(photo, mask);
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
