using PerturbSeg.Torch;

namespace PerturbSeg.Training.Fitting;

/// <summary>How well two masks of each image agree.</summary>
internal static class MaskAgreement
{
    private static readonly long[] Pixels = [1, 2, 3];

    /// <summary>IoU of the objects, which are where logits are above 0; two empty masks agree in nothing.</summary>
    /// <param name="left">Logits, [N, 1, R, R].</param>
    /// <param name="right">Logits, [N, 1, R, R].</param>
    /// <returns>[N], in [0, 1].</returns>
    public static Tensor Iou(Tensor left, Tensor right)
    {
        Tensor both = (left > 0).And(right > 0).To(ScalarType.Float32).Sum(Pixels);
        Tensor any = (left > 0).Or(right > 0).To(ScalarType.Float32).Sum(Pixels);
        return both / any.Clamp(1, float.MaxValue);
    }
}
