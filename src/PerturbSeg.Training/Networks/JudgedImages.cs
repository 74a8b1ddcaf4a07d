using PerturbSeg.Torch;

namespace PerturbSeg.Training.Networks;

/// <summary>
/// What a discriminator judges: images, or images with their masks as a fourth channel. With them a mask is real only if it is one that objects have, and
/// lies where the object is. Ours for masks that a segmenter found; a discriminator of images and labels: Li et al., "Semantic Segmentation with Generative
/// Models", CVPR 2021.
/// </summary>
public static class JudgedImages
{
    /// <summary>Puts images and masks together.</summary>
    /// <param name="options">Whether masks are judged.</param>
    /// <param name="images">[N, 3, H, W], in about [−1, 1].</param>
    /// <param name="masks">[N, 1, H, W], in [0, 1]; not read where they are not judged.</param>
    /// <returns>[N, 3, H, W], or [N, 4, H, W] with the masks in [−1, 1].</returns>
    public static Tensor Of(NetworkOptions options, Tensor images, Tensor? masks)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(images);
        if (!options.JudgesMasks)
            return images;
        ArgumentNullException.ThrowIfNull(masks);
        return Tensor.Concatenate([images, (masks.To(images.Type) * 2) - 1], 1);
    }
}
