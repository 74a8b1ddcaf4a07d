using PerturbSeg.Torch;

namespace PerturbSeg.Training.Fitting.Augmentations;

/// <summary>Adds an offset to each channel of each image: another white balance.</summary>
/// <param name="Strength">Largest offset, where images span −1 to 1.</param>
public sealed record RandomColor(double Strength = 0.1) : IAugmentation
{
    /// <inheritdoc/>
    public LabelledImages Apply(LabelledImages pairs, RandomGenerator random)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        return pairs with { Images = pairs.Images + (Tensor.UniformSigned(random, pairs.Count, 3, 1, 1) * Strength) };
    }
}
