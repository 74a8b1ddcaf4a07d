using PerturbSeg.Torch;

namespace PerturbSeg.Training.Augmentation;

/// <summary>
/// Mirrors half of the chosen images, left to right. Safe: the whole image turns over, object and background together. Below a
/// probability of 1 most images keep their side, so that a generator still learns which side photos show where they are not mirrored
/// themselves (Karras et al., "Training Generative Adversarial Networks with Limited Data", NeurIPS 2020, section 2.2).
/// </summary>
public sealed record Mirror : IImageAugmentation
{
    /// <inheritdoc/>
    public bool OfColors => false;

    /// <inheritdoc/>
    public Tensor Apply(Tensor images, Tensor chosen, RandomGenerator random)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(chosen);
        Tensor turned = (chosen * Tensor.Uniform(random, images.Shape[0], 1, 1, 1)) > 0.5;
        return Tensor.Where(turned, images.Flip(3), images);
    }
}
