using PerturbSeg.Torch;

namespace PerturbSeg.Training.Losses;

/// <summary>
/// How far a scene changes with its styles, |Jᵀy| for J = ∂composite / ∂styles and a random image y. Keeping it near its running mean
/// makes equal steps in style equal steps in the image (Karras et al., "Analyzing and Improving the Image Quality of StyleGAN", CVPR
/// 2020, section 3.2).
/// </summary>
/// <remarks>
/// The slope is that for a style as all layers of a picture share it; the published training takes the root mean square of the layers'
/// own slopes, so that its lengths are smaller by a factor that depends on how many layers there are.
/// </remarks>
public static class PathLength
{
    private static readonly long[] StyleSize = [1];

    /// <summary>The length for each scene: [N], differentiable.</summary>
    /// <param name="composites">Painted from the styles, [N, 3, H, W].</param>
    /// <param name="styles">Of each layer, [N, styleSize]; their gradients count as those of one long style.</param>
    /// <param name="directions">y, normally distributed, [N, 3, H, W]; divided by √(H · W) here, so that lengths do not grow with the side.</param>
    public static Tensor Of(Tensor composites, IReadOnlyList<Tensor> styles, Tensor directions)
    {
        ArgumentNullException.ThrowIfNull(composites);
        ArgumentNullException.ThrowIfNull(directions);
        Tensor projected = (composites * directions).Sum() / Math.Sqrt(composites.Shape[2] * composites.Shape[3]);
        Tensor[] slopes = Autograd.Gradients(projected, styles, createGraph: true);
        return (Tensor.Concatenate(slopes, 1).To(ScalarType.Float32).Square().Sum(StyleSize) + 1e-8).Sqrt(); // at 0 the root has no slope
    }
}
