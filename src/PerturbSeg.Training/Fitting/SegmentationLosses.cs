using PerturbSeg.Torch;
using PerturbSeg.Torch.Operators;

namespace PerturbSeg.Training.Fitting;

/// <summary>Losses between the logits of a mask and the mask that was wanted.</summary>
public static class SegmentationLosses
{
    /// <summary>Mean binary cross-entropy in nats: ln(1 + eˡ) − t·l, computed without overflow.</summary>
    /// <param name="logits">l, [N, 1, H, W].</param>
    /// <param name="targets">t, [N, 1, H, W], in [0, 1].</param>
    /// <returns>[].</returns>
    public static Tensor CrossEntropy(Tensor logits, Tensor targets) => PixelCrossEntropy(logits, targets).Mean();

    /// <summary>The same with a weight for each image or pixel; the mean goes over all pixels, whatever their weight.</summary>
    /// <param name="logits">l, [N, 1, H, W].</param>
    /// <param name="targets">t, [N, 1, H, W], in [0, 1].</param>
    /// <param name="weights">[N, 1, 1, 1] or [N, 1, H, W].</param>
    /// <returns>[].</returns>
    public static Tensor CrossEntropy(Tensor logits, Tensor targets, Tensor weights) => (PixelCrossEntropy(logits, targets) * weights).Mean();

    private static Tensor PixelCrossEntropy(Tensor logits, Tensor targets)
    {
        ArgumentNullException.ThrowIfNull(logits);
        return Activation.Softplus(logits) - (targets * logits);
    }
}
