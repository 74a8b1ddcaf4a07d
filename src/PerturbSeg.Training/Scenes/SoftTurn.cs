using PerturbSeg.Torch;
using PerturbSeg.Torch.Operators;

namespace PerturbSeg.Training.Scenes;

/// <summary>
/// Turns a background that was painted on a cylinder by any fraction of a pixel, bilinear: <see cref="PanoramaTurn"/> along x made
/// differentiable.
/// </summary>
public static class SoftTurn
{
    /// <summary>Turns: result column x is painted column (x + W · share) mod W.</summary>
    /// <param name="backgrounds">[N, 3, H, W].</param>
    /// <param name="shares">[N, 1]: the turn as a share of the full circle, in [0, 1).</param>
    /// <returns>The same shape.</returns>
    public static Tensor Turn(Tensor backgrounds, Tensor shares)
    {
        ArgumentNullException.ThrowIfNull(backgrounds);
        ShapeMismatchException.ThrowUnless(shares, "shares", backgrounds.Shape[0], 1);
        Tensor twice = Tensor.Concatenate([backgrounds, backgrounds], 3); // [N, 3, H, 2W]
        Tensor upright = Tensor.From<float>([1, 0, 0, 1], [1, 2, 2], shares.Device).Expand(backgrounds.Shape[0], 2, 2);
        Tensor offset = Tensor.Concatenate([shares, Tensor.ZerosLike(shares)], 1).Reshape(-1, 2, 1); // two widths span 2
        Tensor turned = Resampling.Warp(twice, Tensor.Concatenate([upright, offset], 2), Resampling.Outside.Edge);
        return turned.Slice(3, 0, backgrounds.Shape[3]);
    }

    /// <summary>The turn that a direction in the plane stands for; a direction has no seam where a share jumps from 1 to 0.</summary>
    /// <param name="directions">[N, 2]: cosine and sine of the angle, of any length but 0.</param>
    /// <returns>[N, 1], in [0, 1].</returns>
    public static Tensor Share(Tensor directions)
    {
        ShapeMismatchException.ThrowUnless(directions, "directions", -1, 2);
        Tensor share = Tensor.ArcTangent(directions.Slice(1, 1, 2), directions.Slice(1, 0, 1)) * (0.5 / Math.PI); // in [−½, ½]
        return share + (share < 0).To(ScalarType.Float32);
    }
}
