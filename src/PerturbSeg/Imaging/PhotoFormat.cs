namespace PerturbSeg.Imaging;

/// <summary>The file formats that photos are read from and written to. The numbers are those of the native library.</summary>
public enum PhotoFormat
{
    /// <summary>JPEG.</summary>
    Jpeg = 1,

    /// <summary>PNG.</summary>
    Png = 2,

    /// <summary>WebP.</summary>
    WebP = 3,
}
