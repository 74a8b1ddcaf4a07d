using PerturbSeg.Torch;

namespace PerturbSeg.Training.Augmentation;

/// <summary>
/// A random change of what the discriminator sees, the same for photos and for composites. It must be differentiable, since the
/// generator learns through it (Zhao et al., "Differentiable Augmentation for Data-Efficient GAN Training", NeurIPS 2020), and it must
/// leave visible what the perturbations of the layers bring to light: that object and background do not fit together.
/// </summary>
public interface IImageAugmentation
{
    /// <summary>Whether colours change, where they are: masks beside the images stay as they are then, else they move along.</summary>
    bool OfColors { get; }

    /// <summary>Changes the chosen images, each on its own; the others keep their bits.</summary>
    /// <param name="images">[N, 3, H, W], in about [−1, 1]; [N, 4, H, W] with masks, unless colours change.</param>
    /// <param name="chosen">[N, 1, 1, 1] of float32: 1 for images to change, 0 for the others.</param>
    /// <param name="random">Draws the changes; as many numbers whichever images are chosen.</param>
    /// <returns>Of the same shape.</returns>
    Tensor Apply(Tensor images, Tensor chosen, RandomGenerator random);
}
