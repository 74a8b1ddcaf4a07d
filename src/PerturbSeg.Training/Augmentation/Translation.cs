using PerturbSeg.Torch;
using PerturbSeg.Training.Scenes;

namespace PerturbSeg.Training.Augmentation;

/// <summary>
/// Moves an image by a random whole number of pixels, in x and in y; what enters is mid grey (Zhao et al., NeurIPS 2020). Safe: object
/// and background move together, so it says nothing about how the one lies to the other, which the perturbing shift changes. The grey
/// shows how far an image was moved, so that a generator cannot take moved photos for photos; a mirrored edge would not.
/// </summary>
/// <param name="Range">The largest move as a share of the side, in [0, 1); published: 0.125.</param>
public sealed record Translation(double Range = 0.125) : IImageAugmentation
{
    /// <inheritdoc/>
    public bool OfColors => false;

    /// <inheritdoc/>
    public Tensor Apply(Tensor images, Tensor chosen, RandomGenerator random)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(chosen);
        long count = images.Shape[0], most = (long)Math.Round(Range * images.Shape[3]);
        if (most == 0)
            return images;
        Tensor moves = Tensor.Integers(random, -most, most + 1, count, 2) * chosen.To(ScalarType.Int64).Reshape(count, 1); // [N, 2]
        return PixelGather.Move(images, moves, most);
    }
}
