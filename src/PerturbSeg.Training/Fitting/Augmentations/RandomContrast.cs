using PerturbSeg.Torch;

namespace PerturbSeg.Training.Fitting.Augmentations;

/// <summary>Scales each image about mid grey: contrast, and with it the brightness of dark and of light images.</summary>
/// <param name="Strength">Largest change of the factor from 1, in [0, 1).</param>
public sealed record RandomContrast(double Strength = 0.2) : IAugmentation
{
    /// <inheritdoc/>
    public LabelledImages Apply(LabelledImages pairs, RandomGenerator random)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        Tensor factors = 1 + (Tensor.UniformSigned(random, pairs.Count, 1, 1, 1) * Strength);
        return pairs with { Images = pairs.Images * factors };
    }
}
