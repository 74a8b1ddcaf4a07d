namespace PerturbSeg.Photos;

/// <summary>Which files are taken for photos by their name. Their content is judged when they are decoded.</summary>
public static class PhotoFileName
{
    /// <summary>The endings, for messages.</summary>
    public const string ExtensionList = ".jpg, .jpeg, .jpe, .jfif, .png, .webp, .gif, .tif, .tiff, .avif, .heic or .heif";

    /// <summary>Whether a path ends like a photo, in any case.</summary>
    /// <param name="path">A file's path or name.</param>
    public static bool IsPhoto(string path)
        => Path.GetExtension(path).ToUpperInvariant() is ".JPG" or ".JPEG" or ".JPE" or ".JFIF" or ".PNG" or ".WEBP" or ".GIF" or ".TIF" or ".TIFF"
            or ".AVIF" or ".HEIC" or ".HEIF";

    /// <summary>The name of a folder or file without the path to it.</summary>
    /// <param name="path">The path.</param>
    public static string ShortName(string path) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
}
