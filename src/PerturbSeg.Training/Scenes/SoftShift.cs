using PerturbSeg.Torch;
using PerturbSeg.Torch.Operators;

namespace PerturbSeg.Training.Scenes;

/// <summary>
/// Moves foreground and mask together by any fraction of a pixel, bilinear: <see cref="RandomShift"/> made differentiable, so that an
/// encoder can learn where the object of a photo is.
/// </summary>
public static class SoftShift
{
    /// <summary>Moves; what leaves the frame is lost, what enters has mask 0.</summary>
    /// <param name="layers">The layers.</param>
    /// <param name="shares">[N, 2]: x to the right and y down, as shares of the side.</param>
    public static Layers Shift(Layers layers, Tensor shares)
    {
        ArgumentNullException.ThrowIfNull(layers);
        ShapeMismatchException.ThrowUnless(shares, "shares", layers.Count, 2);
        Tensor upright = Tensor.From<float>([1, 0, 0, 1], [1, 2, 2], shares.Device).Expand(layers.Count, 2, 2);
        Tensor map = Tensor.Concatenate([upright, shares.Reshape(-1, 2, 1) * -2], 2); // [N, 2, 3]; the frame spans 2
        return layers.MoveForeground(both => Resampling.Warp(both, map, Resampling.Outside.Zero));
    }
}
