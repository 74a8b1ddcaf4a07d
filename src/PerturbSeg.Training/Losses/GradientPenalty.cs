using PerturbSeg.Torch;
using PerturbSeg.Training.Networks;

namespace PerturbSeg.Training.Losses;

/// <summary>
/// The penalty that keeps a critic's slope near 1 between photos and composites (Gulrajani et al., "Improved Training of Wasserstein
/// GANs", NeurIPS 2017, algorithm 1).
/// </summary>
public static class GradientPenalty
{
    private static readonly long[] AllButBatch = [1, 2, 3];

    /// <summary>mean over images of (|∂D/∂x| − 1)² at x = ε · photo + (1 − ε) · composite: [], differentiable.</summary>
    /// <param name="discriminator">The critic.</param>
    /// <param name="photos">[N, 3, H, W].</param>
    /// <param name="composites">Likewise.</param>
    /// <param name="mix">ε, [N, 1, 1, 1], in [0, 1].</param>
    public static Tensor Of(Discriminator discriminator, Tensor photos, Tensor composites, Tensor mix)
    {
        ArgumentNullException.ThrowIfNull(discriminator);
        ArgumentNullException.ThrowIfNull(photos);
        ArgumentNullException.ThrowIfNull(composites);
        Tensor between = (composites.Detach() + ((photos.Detach() - composites.Detach()) * mix)).Detach();
        between.RequiresGradient = true;
        Tensor slope = Autograd.Gradients(discriminator.Forward(between).Sum(), [between], createGraph: true)[0];
        Tensor length = (slope.To(ScalarType.Float32).Square().Sum(AllButBatch) + 1e-16).Sqrt(); // [N]
        return (length - 1.0).Square().Mean();
    }
}
