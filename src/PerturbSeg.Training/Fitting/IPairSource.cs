using PerturbSeg.Torch;

namespace PerturbSeg.Training.Fitting;

/// <summary>An endless supply of images with masks.</summary>
public interface IPairSource
{
    /// <summary>Side of the square images, in pixels.</summary>
    int Side { get; }

    /// <summary>Draws fresh pairs.</summary>
    /// <param name="count">How many.</param>
    /// <param name="random">Draws whatever is random; its device is where the pairs are.</param>
    /// <returns>Pairs in float32 without a graph of derivatives, owned by the open scope.</returns>
    LabelledImages Draw(int count, RandomGenerator random);
}
