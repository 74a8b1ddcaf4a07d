using PerturbSeg.Torch;

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
        return Scale(layers, (Tensor.UniformSigned(random, layers.Count, 1) * Range).Exp());
    }

    /// <summary>Scales by given factors.</summary>
    /// <param name="layers">The layers.</param>
    /// <param name="factors">[N, 1], positive: above 1 enlarges, 1 changes nothing.</param>
    public static Layers Scale(Layers layers, Tensor factors)
    {
        ArgumentNullException.ThrowIfNull(layers);
        ArgumentNullException.ThrowIfNull(factors);
        return SoftPlacing.Place(layers, Tensor.Zeros([layers.Count, 2], factors.Device), factors);
    }
}
