using PerturbSeg.Imaging;

namespace PerturbSeg.Outputs;

/// <summary>
/// The photo itself among the annotations of it, as their readers want it. JPEG and PNG files are copied byte by byte; what an EXIF tag turns is
/// saved upright, since some readers do not look at the tag, and other formats are saved as PNG.
/// </summary>
/// <param name="format">The name of the annotations' format on the command line.</param>
/// <param name="folder">The folder of the photos in the output folder, with '/' between folders.</param>
public sealed class DatasetPhoto(string format, string folder) : ISegmentationOutput
{
    /// <inheritdoc/>
    public string Format => format;

    /// <inheritdoc/>
    public string FileName(string outputName, string photoName) => $"{folder}/{ShortName(outputName, photoName)}";

    /// <inheritdoc/>
    public void Write(Stream stream, SegmentedPhoto segmented)
    {
        ArgumentNullException.ThrowIfNull(segmented);
        Photo photo = segmented.Photo;
        bool jpeg = IsJpeg(segmented.Name);
        if (segmented.Path is { } path && Ready(path, photo, jpeg) is { } file)
            stream.Write(file);
        else if (jpeg)
            stream.Write(JpegFile.Encode(photo));
        else
            PngFile.Write(stream, photo.Width, photo.Height, 3, photo.Pixels);
    }

    /// <summary>The name of a photo in the folder.</summary>
    internal static string ShortName(string outputName, string photoName) => outputName + (IsJpeg(photoName) ? ".jpg" : ".png");

    // The file as it is; null where it has to be written anew, or is no longer the one that was segmented.
    private static byte[]? Ready(string path, Photo photo, bool jpeg)
    {
        try
        {
            byte[] file = File.ReadAllBytes(path);
            PhotoHeader header = PhotoDecoder.ReadHeader(file);
            bool isSame = (header.Width, header.Height) == (photo.Width, photo.Height);
            return isSame && header.IsUpright && header.Format == (jpeg ? PhotoFormat.Jpeg : PhotoFormat.Png) ? file : null;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException or PhotoFormatException)
        {
            return null;
        }
    }

    private static bool IsJpeg(string name) => Path.GetExtension(name).ToUpperInvariant() is ".JPG" or ".JPEG" or ".JPE" or ".JFIF";
}
