using PerturbSeg.Torch;
using PerturbSeg.Torch.Operators;

namespace PerturbSeg.Training.Fitting.Augmentations;

/// <summary>
/// Frames each image anew: a window of random extent, aspect and place becomes the whole image. Photos show objects larger, smaller and
/// further off the middle than a generator paints them. Beyond the image its mirror continues it, and the mask is 0.
/// </summary>
/// <param name="SmallestExtent">Smallest width of the window as a share of the image's; below 1 enlarges.</param>
/// <param name="LargestExtent">Largest width of the window as a share of the image's.</param>
/// <param name="Aspect">Largest change from 1 of the window's height over its width, in [0, 1).</param>
public sealed record RandomFraming(double SmallestExtent = 0.55, double LargestExtent = 1.1, double Aspect = 0.2) : IAugmentation
{
    /// <inheritdoc/>
    public LabelledImages Apply(LabelledImages pairs, RandomGenerator random)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        long count = pairs.Count;
        Tensor width = (Tensor.Uniform(random, count, 1) * (LargestExtent - SmallestExtent)) + SmallestExtent; // [N, 1]
        Tensor height = width * (1 + (Tensor.UniformSigned(random, count, 1) * Aspect));
        Tensor extents = Tensor.Concatenate([width, height], 1); // [N, 2]
        Tensor middles = Tensor.UniformSigned(random, count, 2) * Activation.Relu(1 - extents);
        return Frame(pairs, extents, middles);
    }

    /// <summary>Frames pairs by given windows.</summary>
    /// <param name="pairs">The pairs.</param>
    /// <param name="extents">[N, 2]: width and height of the windows as shares of the image's.</param>
    /// <param name="middles">[N, 2]: x and y of their middles, −1 to 1 from edge to edge.</param>
    public static LabelledImages Frame(LabelledImages pairs, Tensor extents, Tensor middles)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        ShapeMismatchException.ThrowUnless(extents, "extents", pairs.Count, 2);
        ShapeMismatchException.ThrowUnless(middles, "middles", pairs.Count, 2);
        Tensor across = Tensor.Concatenate([extents.Slice(1, 0, 1), Tensor.ZerosLike(extents.Slice(1, 0, 1)), middles.Slice(1, 0, 1)], 1);
        Tensor down = Tensor.Concatenate([Tensor.ZerosLike(extents.Slice(1, 1, 2)), extents.Slice(1, 1, 2), middles.Slice(1, 1, 2)], 1);
        Tensor map = Tensor.Concatenate([across.Reshape(-1, 1, 3), down.Reshape(-1, 1, 3)], 1); // [N, 2, 3]
        return new LabelledImages(
            Resampling.Warp(pairs.Images, map, Resampling.Outside.Mirror), Resampling.Warp(pairs.Masks, map, Resampling.Outside.Zero));
    }
}
