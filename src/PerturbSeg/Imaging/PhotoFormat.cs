namespace PerturbSeg.Imaging;

/// <summary>The file formats that photos are read from.</summary>
public enum PhotoFormat
{
    /// <summary>JPEG.</summary>
    Jpeg = 1,

    /// <summary>PNG.</summary>
    Png = 2,

    /// <summary>WebP; of an animation the first frame.</summary>
    WebP = 3,

    /// <summary>GIF; of an animation the first frame.</summary>
    Gif = 4,

    /// <summary>TIFF of 8 or 16 bits a channel; of several pages the first.</summary>
    Tiff = 5,

    /// <summary>AVIF: AV1 in a HEIF file.</summary>
    Avif = 6,

    /// <summary>Another HEIF file, such as the HEIC of a phone, which needs a libvips that can decode HEVC.</summary>
    Heif = 7,
}
