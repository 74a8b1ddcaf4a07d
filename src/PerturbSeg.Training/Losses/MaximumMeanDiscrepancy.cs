using PerturbSeg.Torch;

namespace PerturbSeg.Training.Losses;

/// <summary>
/// How differently latents are distributed from drawn ones: the maximum mean discrepancy with the kernel c / (c + |x − y|²), c twice the latent size
/// (Tolstikhin et al., "Wasserstein Auto-Encoders", ICLR 2018, section 4). Then what paints photos is what is drawn, too.
/// </summary>
public static class MaximumMeanDiscrepancy
{
    private static readonly long[] Numbers = [1];

    /// <summary>The unbiased estimate: [], differentiable; may be a little below 0.</summary>
    /// <param name="latents">[N, latentSize], N at least 2.</param>
    /// <param name="drawn">Likewise.</param>
    public static Tensor Of(Tensor latents, Tensor drawn)
    {
        ArgumentNullException.ThrowIfNull(latents);
        ArgumentNullException.ThrowIfNull(drawn);
        return Among(latents) + Among(drawn) - (Kernel(latents, drawn).Mean() * 2);
    }

    // Of pairs of different latents.
    private static Tensor Among(Tensor latents)
    {
        double count = latents.Shape[0];
        return (Kernel(latents, latents).Sum() - count) / (count * (count - 1));
    }

    private static Tensor Kernel(Tensor left, Tensor right)
    {
        double scale = 2.0 * left.Shape[1];
        Tensor squares = left.Square().Sum(Numbers, keep: true) + right.Square().Sum(Numbers, keep: true).Transpose(0, 1);
        Tensor distance = squares - (left.MatMul(right.Transpose(0, 1)) * 2);
        return ((distance / scale) + 1).Rsqrt().Square();
    }
}
