using PerturbSeg.Torch;
using PerturbSeg.Torch.Operators;

namespace PerturbSeg.Training.Fitting.Augmentations;

/// <summary>Blends some images with a copy that went through half the resolution: photos are not all equally sharp.</summary>
/// <param name="Probability">Share of the images that are softened, in [0, 1]; each by a random amount.</param>
public sealed record RandomSoftening(double Probability = 0.3) : IAugmentation
{
    /// <inheritdoc/>
    public LabelledImages Apply(LabelledImages pairs, RandomGenerator random)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        Tensor chosen = (Tensor.Uniform(random, pairs.Count, 1, 1, 1) < Probability).To(ScalarType.Float32);
        return Soften(pairs, chosen * Tensor.Uniform(random, pairs.Count, 1, 1, 1));
    }

    /// <summary>Softens by given amounts.</summary>
    /// <param name="pairs">The pairs; their sides are even.</param>
    /// <param name="amounts">[N, 1, 1, 1], in [0, 1]; 0 changes nothing, 1 leaves half the resolution.</param>
    public static LabelledImages Soften(LabelledImages pairs, Tensor amounts)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        ShapeMismatchException.ThrowUnless(amounts, "amounts", pairs.Count, 1, 1, 1);
        Tensor soft = Resampling.DoubleBilinear(Resampling.HalveByMean(pairs.Images));
        return pairs with { Images = pairs.Images + (amounts * (soft - pairs.Images)) };
    }
}
