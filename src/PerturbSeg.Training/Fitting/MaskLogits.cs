using PerturbSeg.Torch;

namespace PerturbSeg.Training.Fitting;

/// <summary>Masks as logits.</summary>
public static class MaskLogits
{
    private const double Smallest = 1e-4;

    /// <summary>ln(m / (1 − m)), with m limited to [0.0001, 0.9999] so that the result and its gradient stay finite.</summary>
    /// <param name="mask">m, in [0, 1].</param>
    /// <returns>The same shape, within ±9.3.</returns>
    public static Tensor Of(Tensor mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        Tensor limited = mask.Clamp(Smallest, 1 - Smallest);
        return limited.Log() - (1 - limited).Log();
    }
}
