using PerturbSeg.Torch;

namespace PerturbSeg.Training.Losses;

/// <summary>What discriminator and generator play for.</summary>
public interface IAdversarialLoss
{
    /// <summary>The discriminator's loss: [].</summary>
    /// <param name="photoLogits">[N, 1].</param>
    /// <param name="compositeLogits">[N, 1].</param>
    Tensor OfDiscriminator(Tensor photoLogits, Tensor compositeLogits);

    /// <summary>The generator's loss: [].</summary>
    /// <param name="compositeLogits">[N, 1].</param>
    Tensor OfGenerator(Tensor compositeLogits);
}
