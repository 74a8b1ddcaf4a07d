using PerturbSeg.Torch;
using PerturbSeg.Torch.Operators;

namespace PerturbSeg.Training.Networks.StyleGan1;

/// <summary>
/// Softens each channel by [1 2 1]/4 in x and in y, with zeros beyond the frame, against the traces of resampling (Karras et al., CVPR
/// 2019, section 2, after Zhang, ICML 2019).
/// </summary>
internal static class Blur
{
    /// <summary>The kernel, [3, 3] in row-major order.</summary>
    public static readonly float[] Kernel = [1 / 16f, 2 / 16f, 1 / 16f, 2 / 16f, 4 / 16f, 2 / 16f, 1 / 16f, 2 / 16f, 1 / 16f];

    /// <summary>Blurs: [N, C, H, W] to the same shape.</summary>
    /// <remarks>As two means of 2×2 pixels it takes two to four times as long on a processor.</remarks>
    public static Tensor Apply(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Convolution.DepthwiseConv2d(x, Tensor.From<float>(Kernel, [1, 1, 3, 3], x.Device), padding: 1);
    }
}
