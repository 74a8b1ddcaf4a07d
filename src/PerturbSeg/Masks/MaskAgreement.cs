namespace PerturbSeg.Masks;

/// <summary>How well two masks of an image agree.</summary>
public static class MaskAgreement
{
    /// <summary>IoU of the objects, which are where logits are above 0; two empty masks agree in nothing.</summary>
    /// <param name="left">Logits of one mask.</param>
    /// <param name="right">Logits of the other one, as many.</param>
    /// <returns>In [0, 1].</returns>
    /// <exception cref="ArgumentException">The numbers of logits differ.</exception>
    public static float Iou(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        if (left.Length != right.Length)
            throw new ArgumentException($"A mask of {left.Length} values and one of {right.Length} are not of one size.", nameof(right));
        int both = 0, any = 0;
        for (int i = 0; i < left.Length; i++)
        {
            both += left[i] > 0 && right[i] > 0 ? 1 : 0;
            any += left[i] > 0 || right[i] > 0 ? 1 : 0;
        }

        return both / (float)Math.Max(1, any);
    }
}
