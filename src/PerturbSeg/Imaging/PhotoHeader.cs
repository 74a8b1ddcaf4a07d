namespace PerturbSeg.Imaging;

/// <summary>What the header of a photo file says.</summary>
/// <param name="Format">The file format.</param>
/// <param name="Width">The width in pixels, after the EXIF rotation.</param>
/// <param name="Height">The height in pixels, after the EXIF rotation.</param>
public sealed record PhotoHeader(PhotoFormat Format, int Width, int Height);
