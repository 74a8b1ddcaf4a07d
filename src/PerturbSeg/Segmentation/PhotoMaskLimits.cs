using PerturbSeg.Scenes;
using PerturbSeg.Torch;

namespace PerturbSeg.Segmentation;

/// <summary>What a mask that is found in a photo must keep to before it is believed: neither too small, nor too large, nor along the frame.</summary>
/// <param name="SmallestShare">The smallest share of the image that an object may take, in [0, 1).</param>
/// <param name="LargestShare">The largest share of the image that an object may take, in (0, 1].</param>
internal sealed record PhotoMaskLimits(double SmallestShare, double LargestShare)
{
    // Of the density on the whole image: the mask of a whole object thins out towards the frame, that of the surroundings does not.
    private const double LargestFrameDensity = 0.5;

    /// <summary>Which masks keep to the limits.</summary>
    /// <param name="masks">[N, 1, R, R] of 0 and 1.</param>
    /// <returns>[N] of Bool.</returns>
    public Tensor Admit(Tensor masks)
    {
        Tensor share = MaskLosses.Coverage(masks);
        return (share > SmallestShare).And(share < LargestShare).And(ExcessAtFrame(masks) < 0);
    }

    /// <summary>Which masks are dense at the frame: of the surroundings, not of a whole object.</summary>
    /// <param name="masks">[N, 1, R, R] of 0 and 1.</param>
    /// <returns>[N] of Bool; false for empty masks.</returns>
    public static Tensor AreSurroundings(Tensor masks) => ExcessAtFrame(masks) > 0;

    private static Tensor ExcessAtFrame(Tensor masks) => MaskLosses.FrameCoverage(masks) - (MaskLosses.Coverage(masks) * LargestFrameDensity);
}
