using PerturbSeg.Torch;
using PerturbSeg.Torch.Operators;

namespace PerturbSeg.Training.Losses;

/// <summary>The non-saturating logistic loss (Goodfellow et al., "Generative Adversarial Nets", NeurIPS 2014, section 3).</summary>
public sealed class LogisticLoss : IAdversarialLoss
{
    /// <inheritdoc/>
    /// <remarks>mean softplus(−D(photo)) + mean softplus(D(composite)).</remarks>
    public Tensor OfDiscriminator(Tensor photoLogits, Tensor compositeLogits)
        => Activation.Softplus(-photoLogits).Mean() + Activation.Softplus(compositeLogits).Mean();

    /// <inheritdoc/>
    /// <remarks>mean softplus(−D(composite)).</remarks>
    public Tensor OfGenerator(Tensor compositeLogits) => Activation.Softplus(-compositeLogits).Mean();
}
