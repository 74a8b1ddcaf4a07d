using PerturbSeg.Torch;

namespace PerturbSeg.Training.Augmentation;

/// <summary>
/// What stands before the discriminator: photos and composites go through the same augmentations, with draws of their own, when the
/// discriminator learns and when the generator does. A discriminator that never sees a photo twice the same way learns small sets of
/// photos by heart much later, and a generator does not paint the augmentations as long as some images stay as they are (Karras et
/// al., NeurIPS 2020, section 2).
/// </summary>
/// <remarks>
/// Cutout (Zhao et al., NeurIPS 2020) is left out: a grey square of half the side hides the object's edge, where a wrong split shows.
/// </remarks>
/// <param name="augmentations">In the order they apply.</param>
public sealed class AugmentationPipeline(IReadOnlyList<IImageAugmentation> augmentations)
{
    private const long Colors = 3;

    /// <summary>Mirror, translation, brightness, saturation and contrast in their published strengths.</summary>
    public static AugmentationPipeline Default { get; } = new([new Mirror(), new Translation(), new Brightness(), new Saturation(), new Contrast()]);

    /// <summary>Augments images; differentiable.</summary>
    /// <param name="images">[N, 3, H, W], in about [−1, 1]; [N, 4, H, W] with masks, which move along and keep their values.</param>
    /// <param name="probability">Chance of each augmentation for each image, in [0, 1]; at 0 images keep their bits.</param>
    /// <param name="random">Draws; as many numbers whatever the probability.</param>
    /// <returns>Of the same shape.</returns>
    public Tensor Apply(Tensor images, double probability, RandomGenerator random)
    {
        ArgumentNullException.ThrowIfNull(images);
        long count = images.Shape[0];
        return augmentations.Aggregate(
            images,
            (changed, augmentation) => Apply(augmentation, changed, (Tensor.Uniform(random, count, 1, 1, 1) < probability).To(ScalarType.Float32), random));
    }

    private static Tensor Apply(IImageAugmentation augmentation, Tensor images, Tensor chosen, RandomGenerator random)
    {
        long channels = images.Shape[1];
        return augmentation.OfColors && channels > Colors
            ? Tensor.Concatenate([augmentation.Apply(images.Slice(1, 0, Colors), chosen, random), images.Slice(1, Colors, channels)], 1)
            : augmentation.Apply(images, chosen, random);
    }
}
