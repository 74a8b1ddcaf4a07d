namespace PerturbSeg.Data;

/// <summary>Which files are taken for photos by their name. Their content is judged when they are decoded.</summary>
internal static class PhotoFileName
{
    public const string ExtensionList = ".jpg, .jpeg, .png or .webp";

    public static bool IsPhoto(string path)
        => Path.GetExtension(path).ToUpperInvariant() is ".JPG" or ".JPEG" or ".PNG" or ".WEBP";

    /// <summary>The name of a folder or file without the path to it.</summary>
    public static string ShortName(string path) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
}
