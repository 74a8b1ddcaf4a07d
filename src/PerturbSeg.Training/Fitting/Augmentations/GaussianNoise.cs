using PerturbSeg.Torch;

namespace PerturbSeg.Training.Fitting.Augmentations;

/// <summary>Adds independent noise to every pixel, so that the fine grain of generated images is nothing to learn from.</summary>
/// <param name="Deviation">Standard deviation, where images span −1 to 1.</param>
public sealed record GaussianNoise(double Deviation = 0.03) : IAugmentation
{
    /// <inheritdoc/>
    public LabelledImages Apply(LabelledImages pairs, RandomGenerator random)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        return pairs with { Images = pairs.Images + (Tensor.Normal(random, pairs.Images.Shape.ToArray()) * Deviation) };
    }
}
