namespace PerturbSeg.Training.Networks;

/// <summary>How far networks have grown (Karras et al., "Progressive Growing of GANs", ICLR 2018, section 2).</summary>
/// <param name="Side">Side of the images that are painted and judged now, in pixels.</param>
/// <param name="Alpha">
/// Share of the layers of this side in the image, in [0, 1]; the rest is the image of half the side, enlarged. 1 once faded in.
/// </param>
public readonly record struct Growth(int Side, double Alpha = 1);
