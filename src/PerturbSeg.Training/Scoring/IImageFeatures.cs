using PerturbSeg.Torch;

namespace PerturbSeg.Training.Scoring;

/// <summary>
/// Turns images into vectors whose distances mean something to a viewer. Scores by different features have nothing to do with each
/// other: each goes with the name of its features.
/// </summary>
public interface IImageFeatures : IDisposable
{
    /// <summary>What to call them in a result.</summary>
    string Name { get; }

    /// <summary>SHA-256, in lower-case hexadecimal, of what the vectors depend on beside the images: the same for the same features alone.</summary>
    string Fingerprint { get; }

    /// <summary>Where images have to be.</summary>
    Device Device { get; }

    /// <summary>The vectors of images.</summary>
    /// <param name="images">[N, 3, side, side], in [−1, 1], on <see cref="Device"/>.</param>
    /// <returns>[N, D], in float32; owned by the open scope.</returns>
    /// <exception cref="UserErrorException">The features are a module of the user's that cannot take such images.</exception>
    Tensor Of(Tensor images);
}
