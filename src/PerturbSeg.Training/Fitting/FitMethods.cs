using PerturbSeg.Segmentation;

namespace PerturbSeg.Training.Fitting;

/// <summary>The ways to segment photos with a trained generator.</summary>
public static class FitMethods
{
    /// <summary>A network taught by generated pairs.</summary>
    public const string Segmenter = "segmenter";

    /// <summary>Networks that find the styles of a photo; the mask is that of the reconstruction.</summary>
    public const string Encoder = "encoder";

    /// <summary>Both of them: the mean of their masks, in the window about the object that the encoder sees (<see cref="ObjectFraming"/>). Nothing of its own is fitted.</summary>
    public const string Both = "both";

    /// <summary>What can be fitted, the default first.</summary>
    public static IReadOnlyList<string> All { get; } = [Segmenter, Encoder];

    /// <summary>What can segment, the default first.</summary>
    public static IReadOnlyList<string> Segmenting { get; } = [.. All, Both];
}
