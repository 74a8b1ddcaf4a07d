using PerturbSeg.Torch;

namespace PerturbSeg.Training.Fitting.Augmentations;

/// <summary>Mirrors image and mask, left to right, in half of the pairs.</summary>
public sealed record RandomMirror : IAugmentation
{
    /// <inheritdoc/>
    public LabelledImages Apply(LabelledImages pairs, RandomGenerator random)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        return Mirror(pairs, Tensor.Uniform(random, pairs.Count, 1, 1, 1) < 0.5);
    }

    /// <summary>Mirrors chosen pairs.</summary>
    /// <param name="pairs">The pairs.</param>
    /// <param name="chosen">[N, 1, 1, 1] of truth values.</param>
    public static LabelledImages Mirror(LabelledImages pairs, Tensor chosen)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        ShapeMismatchException.ThrowUnless(chosen, "chosen", pairs.Count, 1, 1, 1);
        return new LabelledImages(
            Tensor.Where(chosen, pairs.Images.Flip(3), pairs.Images), Tensor.Where(chosen, pairs.Masks.Flip(3), pairs.Masks));
    }
}
