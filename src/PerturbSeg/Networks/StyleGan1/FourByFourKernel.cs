using PerturbSeg.Torch;

namespace PerturbSeg.Networks.StyleGan1;

/// <summary>The kernel of fused resampling.</summary>
internal static class FourByFourKernel
{
    /// <summary>The mean of a 3×3 kernel at the four places it has in 4×4.</summary>
    /// <param name="weight">[A, B, 3, 3].</param>
    /// <returns>[A, B, 4, 4].</returns>
    public static Tensor From(Tensor weight)
        => (weight.Pad([0, 1, 0, 1]) + weight.Pad([1, 0, 0, 1]) + weight.Pad([0, 1, 1, 0]) + weight.Pad([1, 0, 1, 0])) * 0.25;
}
