using PerturbSeg.Torch;

namespace PerturbSeg.Training.Networks;

/// <summary>
/// Coarse layers painted from one latent, fine ones from another, so that neighbouring layers do not come to rely on each other (Karras
/// et al., CVPR 2019, section 3.1).
/// </summary>
public static class StyleMixing
{
    /// <summary>Joins the styles of two latents.</summary>
    /// <param name="coarse">w of the layers before the crossover, [N, styleSize].</param>
    /// <param name="fine">w of the layers from the crossover on, [N, styleSize].</param>
    /// <param name="crossover">The first layer of the second latent, from 0 to <paramref name="layers"/>.</param>
    /// <param name="layers">How many styles a picture takes.</param>
    /// <returns>[N, layers, styleSize].</returns>
    public static Tensor Mix(Tensor coarse, Tensor fine, int crossover, int layers)
    {
        ArgumentNullException.ThrowIfNull(coarse);
        ArgumentNullException.ThrowIfNull(fine);
        return Tensor.Concatenate([Repeat(coarse, crossover), Repeat(fine, layers - crossover)], 1);
    }

    private static Tensor Repeat(Tensor styles, int layers)
        => styles.Reshape(styles.Shape[0], 1, -1).Expand(-1, layers, -1);
}
