using PerturbSeg.Torch;
using PerturbSeg.Torch.Operators;

namespace PerturbSeg.Training.Scenes;

/// <summary>
/// Scales foreground and mask together about the middle of the frame and moves them by any fraction of a pixel, bilinear: <see cref="RandomShift"/> and
/// <see cref="ForegroundScale"/> made differentiable, so that an encoder can learn where the object of a photo is, and how large.
/// </summary>
public static class SoftPlacing
{
    /// <summary>Places; what leaves the frame is lost, what enters has mask 0.</summary>
    /// <param name="layers">The layers.</param>
    /// <param name="shares">[N, 2]: x to the right and y down, as shares of the side.</param>
    /// <param name="factors">[N, 1], positive: above 1 enlarges, 1 changes nothing.</param>
    public static Layers Place(Layers layers, Tensor shares, Tensor factors)
    {
        ArgumentNullException.ThrowIfNull(layers);
        ShapeMismatchException.ThrowUnless(shares, "shares", layers.Count, 2);
        ShapeMismatchException.ThrowUnless(factors, "factors", layers.Count, 1);
        // The map makes places by a matrix product, whose narrow form is too coarse for them.
        using var wide = new MixedPrecision(ScalarType.Float32);
        Tensor upright = Tensor.From<float>([1, 0, 0, 1], [1, 2, 2], factors.Device).Expand(layers.Count, 2, 2);
        Tensor map = Tensor.Concatenate([upright, shares.Reshape(-1, 2, 1) * -2], 2) / factors.Reshape(-1, 1, 1); // [N, 2, 3]; the frame spans 2
        Tensor exact = map.To(layers.Mask.Type);
        return layers.MoveForeground(both => Resampling.Warp(both, exact, Resampling.Outside.Zero));
    }
}
