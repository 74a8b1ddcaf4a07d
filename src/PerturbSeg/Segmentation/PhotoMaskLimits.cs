using PerturbSeg.Torch;
using PerturbSeg.Training.Scenes;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Segmentation;

/// <summary>What a mask that is found in a photo must keep to before it is believed: neither too small, nor too large, nor along the frame.</summary>
/// <param name="SmallestShare">The smallest share of the image that an object may take, in [0, 1).</param>
/// <param name="LargestShare">The largest share of the image that an object may take, in (0, 1].</param>
internal sealed record PhotoMaskLimits(double SmallestShare, double LargestShare)
{
    // Of the density on the whole image, or as much as an object fills the image: masks of whole objects thin out towards the frame.
    private const double LargestFrameDensity = 0.5;

    /// <summary>The limits of a training: half of its smallest mask, since views of photos may show less of an object, and its largest.</summary>
    /// <param name="training">The settings.</param>
    public static PhotoMaskLimits Of(TrainingOptions training) => new(training.MinMask / 2, training.LargestShare);

    /// <summary>Which masks keep to the limits.</summary>
    /// <param name="masks">[N, 1, R, R] of 0 and 1.</param>
    /// <returns>[N] of Bool.</returns>
    public Tensor Admit(Tensor masks)
    {
        Tensor share = MaskLosses.Coverage(masks);
        return (share > SmallestShare).And(share < LargestShare).And(MaskLosses.FrameCoverage(masks) - (share * share.Clamp(LargestFrameDensity, 1)) < 0);
    }

    /// <summary>Which masks are denser at the frame than on the whole image: of the surroundings, not of an object.</summary>
    /// <param name="masks">[N, 1, R, R] of 0 and 1.</param>
    /// <returns>[N] of Bool; false for empty and for full masks.</returns>
    public static Tensor AreSurroundings(Tensor masks) => MaskLosses.FrameCoverage(masks) - MaskLosses.Coverage(masks) > 0;
}
