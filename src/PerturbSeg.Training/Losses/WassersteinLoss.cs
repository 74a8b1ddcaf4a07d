using PerturbSeg.Torch;

namespace PerturbSeg.Training.Losses;

/// <summary>
/// The difference of mean judgements (Arjovsky et al., "Wasserstein GAN", ICML 2017), with a small pull of photos' logits towards 0
/// against drift (Karras et al., ICLR 2018, appendix A.1).
/// </summary>
public sealed class WassersteinLoss : IAdversarialLoss
{
    /// <summary>Weight of the pull against drift.</summary>
    public const double Drift = 0.001;

    /// <inheritdoc/>
    /// <remarks>mean D(composite) − mean D(photo) + 0.001 · mean D(photo)².</remarks>
    public Tensor OfDiscriminator(Tensor photoLogits, Tensor compositeLogits)
    {
        ArgumentNullException.ThrowIfNull(photoLogits);
        ArgumentNullException.ThrowIfNull(compositeLogits);
        return compositeLogits.Mean() - photoLogits.Mean() + (photoLogits.Square().Mean() * Drift);
    }

    /// <inheritdoc/>
    /// <remarks>−mean D(composite).</remarks>
    public Tensor OfGenerator(Tensor compositeLogits)
    {
        ArgumentNullException.ThrowIfNull(compositeLogits);
        return -compositeLogits.Mean();
    }
}
