using PerturbSeg.Torch;
using PerturbSeg.Torch.Operators;

namespace PerturbSeg.Segmentation;

/// <summary>Losses between the logits of a mask and the mask that was wanted.</summary>
public static class SegmentationLosses
{
    private static readonly long[] AllButBatch = [1, 2, 3];

    /// <summary>Mean binary cross-entropy in nats: ln(1 + eˡ) − t·l, computed without overflow.</summary>
    /// <param name="logits">l, [N, 1, H, W].</param>
    /// <param name="targets">t, [N, 1, H, W], in [0, 1].</param>
    /// <returns>[].</returns>
    public static Tensor CrossEntropy(Tensor logits, Tensor targets)
    {
        ArgumentNullException.ThrowIfNull(logits);
        return (Activation.Softplus(logits) - (targets * logits)).Mean();
    }

    /// <summary>Mean soft Dice loss: 1 − 2 Σ p·t / (Σ p + Σ t), with p = sigmoid(l) (Milletari et al., "V-Net", 3DV 2016).</summary>
    /// <param name="logits">l, [N, 1, H, W].</param>
    /// <param name="targets">t, [N, 1, H, W], in [0, 1].</param>
    /// <returns>[], in [0, 1]; 0 for two empty masks.</returns>
    public static Tensor SoftDice(Tensor logits, Tensor targets)
    {
        ArgumentNullException.ThrowIfNull(targets);
        const double smoothing = 1;
        Tensor probabilities = Activation.Sigmoid(logits);
        Tensor both = ((probabilities * targets).Sum(AllButBatch) * 2) + smoothing;
        return 1 - (both / (probabilities.Sum(AllButBatch) + targets.Sum(AllButBatch) + smoothing)).Mean();
    }
}
