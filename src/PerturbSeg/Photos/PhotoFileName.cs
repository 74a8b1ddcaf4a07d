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

    /// <summary>Whether a path ends like a picture of a format that is not read.</summary>
    /// <param name="path">A file's path or name.</param>
    public static bool IsUnread(string path)
        => Path.GetExtension(path).ToUpperInvariant() is ".BMP" or ".JP2" or ".JXL" or ".PSD" or ".TGA" or ".ICO" or ".DNG" or ".CR2" or ".CR3" or ".NEF" or ".ARW"
            or ".ORF" or ".RAF" or ".RW2" or ".PPM" or ".PGM" or ".EXR";

    /// <summary>Whether a path has what looks like the ending of a kind of files: up to six letters and digits after a point, not digits alone.</summary>
    /// <param name="path">A file's path or name.</param>
    public static bool HasEnding(string path)
        => Path.GetExtension(path) is { Length: > 1 and <= 7 } ending && ending.Skip(1).All(char.IsAsciiLetterOrDigit) && ending.Any(char.IsAsciiLetter);

    /// <summary>Whether a path ends like what lies beside photos and that nobody takes for one: text, tables, annotations, packed sets, models.</summary>
    /// <param name="path">A file's path or name.</param>
    public static bool IsNote(string path)
        => Path.GetExtension(path).ToUpperInvariant() is ".TXT" or ".MD" or ".HTML" or ".PDF" or ".CSV" or ".TSV" or ".XLS" or ".XLSX" or ".JSON" or ".JSONL" or ".NDJSON" or ".XML" or ".YAML" or ".YML"
            or ".INI" or ".DB" or ".LOG" or ".XMP" or ".SVG" or ".ORA" or ".ZIP" or ".TAR" or ".GZ" or ".NPY" or ".NPZ" or ".MAT" or ".MDB" or ".SAFETENSORS" or ".ONNX" or ".PT" or ".PTH" or ".PY" or ".SH";

    /// <summary>Whether a folder holds the small pictures that a program or a storage box makes for itself.</summary>
    /// <param name="name">The folder's name without the path to it.</param>
    public static bool IsThumbnailFolder(string name) => name.ToUpperInvariant() is "@EADIR" or ".THUMBNAILS" or ".THUMBS" or "__MACOSX" or "#RECYCLE" or "$RECYCLE.BIN";

    /// <summary>A name without its ending.</summary>
    /// <param name="name">A file's name; folders before it stay.</param>
    public static string Stem(string name) => name[..^Path.GetExtension(name).Length];

    /// <summary>The name of a folder or file without the path to it.</summary>
    /// <param name="path">The path.</param>
    public static string ShortName(string path) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
}
