namespace PerturbSeg.Segmentation;

/// <summary>The ways to segment photos with a trained generator.</summary>
public static class FitMethods
{
    /// <summary>A network taught by generated pairs.</summary>
    public const string Segmenter = "segmenter";

    /// <summary>Networks that find the styles of a photo; the mask is that of the reconstruction.</summary>
    public const string Encoder = "encoder";

    /// <summary>All of them, the default first.</summary>
    public static IReadOnlyList<string> All { get; } = [Segmenter, Encoder];
}
