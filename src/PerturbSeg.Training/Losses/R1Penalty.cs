using PerturbSeg.Torch;

namespace PerturbSeg.Training.Losses;

/// <summary>
/// The squared slope of the discriminator at photos (Mescheder et al., "Which Training Methods for GANs do actually Converge?",
/// ICML 2018).
/// </summary>
/// <remarks>
/// Where the discriminator sees augmented photos, D(photo) includes the augmentation, and the slope is that for the photos as given:
/// so do the authors of adaptive augmentation in their published training (Karras et al., NeurIPS 2020).
/// </remarks>
public static class R1Penalty
{
    private static readonly long[] AllButBatch = [1, 2, 3];

    /// <summary>mean over photos of |∂D/∂photo|²: [], differentiable.</summary>
    /// <param name="photos">[N, 3, H, W], or [N, 4, H, W] with their masks; requiring gradients.</param>
    /// <param name="logits">D(photos), [N, 1].</param>
    public static Tensor SquaredSlope(Tensor photos, Tensor logits)
    {
        ArgumentNullException.ThrowIfNull(logits);
        Tensor slope = Autograd.Gradients(logits.Sum(), [photos], createGraph: true)[0];
        return slope.To(ScalarType.Float32).Square().Sum(AllButBatch).Mean();
    }
}
