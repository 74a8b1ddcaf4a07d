using PerturbSeg.Imaging;

namespace PerturbSeg.Photos;

/// <summary>What a source holds of a photo: the bytes of an encoded file, or pixels.</summary>
public abstract record PhotoContent
{
    private PhotoContent()
    {
    }

    /// <summary>An encoded file.</summary>
    /// <param name="File">Its bytes.</param>
    public sealed record Encoded(byte[] File) : PhotoContent;

    /// <summary>A photo that nothing needs to decode.</summary>
    /// <param name="Photo">The pixels.</param>
    public sealed record Decoded(Photo Photo) : PhotoContent;
}
