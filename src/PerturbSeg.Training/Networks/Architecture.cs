namespace PerturbSeg.Training.Networks;

/// <summary>The kind of synthesis networks and discriminator.</summary>
public enum Architecture
{
    /// <summary>
    /// Modulated convolutions, output skips and a residual discriminator; all sides are trained at once (Karras et al., "Analyzing and
    /// Improving the Image Quality of StyleGAN", CVPR 2020).
    /// </summary>
    StyleGan2,

    /// <summary>
    /// Adaptive instance normalisation and progressive growing, as the paper's authors published it (Karras et al., "A Style-Based
    /// Generator Architecture for Generative Adversarial Networks", CVPR 2019).
    /// </summary>
    StyleGan1,
}
