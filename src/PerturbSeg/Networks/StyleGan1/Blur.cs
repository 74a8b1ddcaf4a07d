using PerturbSeg.Torch;
using PerturbSeg.Torch.Operators;

namespace PerturbSeg.Networks.StyleGan1;

/// <summary>
/// Softens each channel by [1 2 1]/4 in x and in y, with zeros beyond the frame, against the traces of resampling (Karras et al., CVPR
/// 2019, section 2, after Zhang, ICML 2019).
/// </summary>
internal static class Blur
{
    /// <summary>Blurs: [N, C, H, W] to the same shape.</summary>
    /// <remarks>[1 2 1]/4 is [1 1]/2 twice, and means of 2×2 pixels need no kernel.</remarks>
    public static Tensor Apply(Tensor x) => Resampling.MeanOf2By2(Resampling.MeanOf2By2(x, padding: 1), padding: 0);
}
