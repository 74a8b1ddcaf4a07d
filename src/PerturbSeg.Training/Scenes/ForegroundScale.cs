using PerturbSeg.Torch;
using PerturbSeg.Torch.Operators;

namespace PerturbSeg.Training.Scenes;

/// <summary>
/// Scales foreground and mask together about the middle of the frame, bilinear. What leaves the frame is lost; what enters has mask 0.
/// An object stays realistic at another size; a patch of background, whose grain no longer fits, does not. Ours.
/// </summary>
/// <param name="Range">r ≥ 0: the factor is exp(uniform(−r, r)), so that enlarging and shrinking are as likely; 0.2 is ±20 %.</param>
public sealed record ForegroundScale(double Range) : IPerturbation
{
    /// <inheritdoc/>
    public Layers Apply(Layers layers, RandomGenerator random)
    {
        ArgumentNullException.ThrowIfNull(layers);
        return Scale(layers, (((Tensor.Uniform(random, layers.Count, 1) * 2) - 1) * Range).Exp());
    }

    /// <summary>Scales by given factors.</summary>
    /// <param name="layers">The layers.</param>
    /// <param name="factors">[N, 1], positive: above 1 enlarges, 1 changes nothing.</param>
    public static Layers Scale(Layers layers, Tensor factors)
    {
        ArgumentNullException.ThrowIfNull(layers);
        ShapeMismatchException.ThrowUnless(factors, "factors", layers.Count, 1);
        // The map makes places by a matrix product, whose narrow form is too coarse for them.
        using var wide = new MixedPrecision(ScalarType.Float32);
        Tensor identity = Tensor.From<float>([1, 0, 0, 0, 1, 0], [1, 2, 3], factors.Device);
        Tensor map = (identity / factors.Reshape(-1, 1, 1)).To(layers.Mask.Type); // [N, 2, 3]
        return layers.MoveForeground(both => Resampling.Warp(both, map, Resampling.Outside.Zero));
    }
}
