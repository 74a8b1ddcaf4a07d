using PerturbSeg.Torch;
using PerturbSeg.Torch.Operators;

namespace PerturbSeg.Training;

/// <summary>The non-saturating logistic loss (Goodfellow et al., "Generative Adversarial Nets", NeurIPS 2014, section 3).</summary>
public static class AdversarialLoss
{
    /// <summary>mean softplus(−D(photo)) + mean softplus(D(composite)): [].</summary>
    /// <param name="photoLogits">[N, 1].</param>
    /// <param name="compositeLogits">[N, 1].</param>
    public static Tensor OfDiscriminator(Tensor photoLogits, Tensor compositeLogits)
        => Activation.Softplus(-photoLogits).Mean() + Activation.Softplus(compositeLogits).Mean();

    /// <summary>mean softplus(−D(composite)): [].</summary>
    /// <param name="compositeLogits">[N, 1].</param>
    public static Tensor OfGenerator(Tensor compositeLogits) => Activation.Softplus(-compositeLogits).Mean();
}
