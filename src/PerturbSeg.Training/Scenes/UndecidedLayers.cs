using PerturbSeg.Torch;
using PerturbSeg.Torch.Operators;

namespace PerturbSeg.Training.Scenes;

/// <summary>
/// <see cref="Layers"/> before the sigmoid of their mask. Where a mask is all but 0 or 1 it hardly changes with its logits, so that an error says nothing
/// about where an object should have been; logits tell.
/// </summary>
/// <param name="Background">[N, 3, H, W], in about [−1, 1].</param>
/// <param name="Foreground">[N, 3, H, W], in about [−1, 1].</param>
/// <param name="MaskLogits">[N, 1, H, W]; above 0 = foreground.</param>
public sealed record UndecidedLayers(Tensor Background, Tensor Foreground, Tensor MaskLogits)
{
    /// <summary>The layers with their mask.</summary>
    public Layers Decide() => new(Background, Foreground, Activation.Sigmoid(MaskLogits));
}
