using PerturbSeg.Torch;

namespace PerturbSeg.Training;

/// <summary>
/// The difference of mean judgements (Arjovsky et al., "Wasserstein GAN", ICML 2017), with a small pull of photos' logits towards 0
/// against drift (Karras et al., ICLR 2018, appendix A.1).
/// </summary>
public static class WassersteinLoss
{
    /// <summary>Weight of the pull against drift.</summary>
    public const double Drift = 0.001;

    /// <summary>mean D(composite) − mean D(photo) + 0.001 · mean D(photo)²: [].</summary>
    /// <param name="photoLogits">[N, 1].</param>
    /// <param name="compositeLogits">[N, 1].</param>
    public static Tensor OfDiscriminator(Tensor photoLogits, Tensor compositeLogits)
    {
        ArgumentNullException.ThrowIfNull(photoLogits);
        ArgumentNullException.ThrowIfNull(compositeLogits);
        return compositeLogits.Mean() - photoLogits.Mean() + (photoLogits.Square().Mean() * Drift);
    }

    /// <summary>−mean D(composite): [].</summary>
    /// <param name="compositeLogits">[N, 1].</param>
    public static Tensor OfGenerator(Tensor compositeLogits)
    {
        ArgumentNullException.ThrowIfNull(compositeLogits);
        return -compositeLogits.Mean();
    }
}
