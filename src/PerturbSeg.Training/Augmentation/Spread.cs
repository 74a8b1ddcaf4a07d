using PerturbSeg.Torch;

namespace PerturbSeg.Training.Augmentation;

/// <summary>How far the values of an image lie from a mean of theirs.</summary>
internal static class Spread
{
    /// <summary>Moves each value away from the mean, or towards it.</summary>
    /// <param name="images">[N, 3, H, W].</param>
    /// <param name="changes">The factors of the distances less 1, [N, 1, 1, 1]; 0 changes nothing.</param>
    /// <param name="averaged">The dimensions that the mean is taken over.</param>
    /// <returns>[N, 3, H, W].</returns>
    public static Tensor Scale(Tensor images, Tensor changes, long[] averaged)
    {
        ArgumentNullException.ThrowIfNull(images);
        ShapeMismatchException.ThrowUnless(changes, "changes", images.Shape[0], 1, 1, 1);
        return images + (changes * (images - images.Mean(averaged, keep: true)));
    }
}
