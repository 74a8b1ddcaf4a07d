namespace PerturbSeg.Imaging;

/// <summary>What the header of a photo file says.</summary>
/// <param name="Format">The file format.</param>
/// <param name="Width">The width in pixels, after the EXIF rotation.</param>
/// <param name="Height">The height in pixels, after the EXIF rotation.</param>
public sealed record PhotoHeader(PhotoFormat Format, int Width, int Height)
{
    /// <summary>Whether the pixels lie in the file as they are seen; false where an EXIF tag says to turn or mirror them.</summary>
    public bool IsUpright { get; init; } = true;
}
