using PerturbSeg.Torch;
using PerturbSeg.Torch.Operators;

namespace PerturbSeg.Training.Scenes;

/// <summary>
/// Scales foreground and mask together about the middle of the frame and moves them by any fraction of a pixel, bilinear: <see cref="RandomShift"/> and
/// <see cref="ForegroundScale"/> made differentiable, so that an encoder can learn where the object of a photo is, and how large.
/// </summary>
public static class SoftPlacing
{
    // What lies beyond the frame is background: a mask of 6e-6.
    private const double OutsideLogit = -12;

    /// <summary>Places; what leaves the frame is lost, what enters has mask 0.</summary>
    /// <param name="layers">The layers.</param>
    /// <param name="shares">[N, 2]: x to the right and y down, as shares of the side.</param>
    /// <param name="factors">[N, 1], positive: above 1 enlarges, 1 changes nothing.</param>
    public static Layers Place(Layers layers, Tensor shares, Tensor factors)
    {
        ArgumentNullException.ThrowIfNull(layers);
        return layers.MoveForeground(both => Place(both, shares, factors));
    }

    /// <summary>Places likewise; what enters the frame has a logit of −12.</summary>
    /// <param name="layers">The layers.</param>
    /// <param name="shares">[N, 2]: x to the right and y down, as shares of the side.</param>
    /// <param name="factors">[N, 1], positive: above 1 enlarges, 1 changes nothing.</param>
    public static UndecidedLayers Place(UndecidedLayers layers, Tensor shares, Tensor factors)
    {
        ArgumentNullException.ThrowIfNull(layers);
        Tensor placed = Place(Tensor.Concatenate([layers.Foreground, layers.MaskLogits - OutsideLogit], 1), shares, factors);
        return layers with { Foreground = placed.Slice(1, 0, 3), MaskLogits = placed.Slice(1, 3, 4) + OutsideLogit };
    }

    private static Tensor Place(Tensor planes, Tensor shares, Tensor factors)
    {
        ShapeMismatchException.ThrowUnless(shares, "shares", planes.Shape[0], 2);
        ShapeMismatchException.ThrowUnless(factors, "factors", planes.Shape[0], 1);
        Tensor upright = Tensor.From<float>([1, 0, 0, 1], [1, 2, 2], factors.Device).Expand(planes.Shape[0], 2, 2);
        Tensor map = Tensor.Concatenate([upright, shares.Reshape(-1, 2, 1) * -2], 2) / factors.Reshape(-1, 1, 1); // [N, 2, 3]; the frame spans 2
        return Resampling.Warp(planes, map.To(planes.Type), Resampling.Outside.Zero);
    }
}
