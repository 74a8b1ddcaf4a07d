namespace PerturbSeg.Metrics;

/// <summary>The mean of the two classes' <see cref="Iou"/>, object and background: mIoU with two classes.</summary>
/// <remarks>Source: M. Everingham et al., The PASCAL Visual Object Classes Challenge: A Retrospective, IJCV 2015, section 4.3.</remarks>
public static class MeanIou
{
    /// <summary>(IoU of the object + IoU of the background) / 2, in [0, 1].</summary>
    /// <param name="counts">The counts of a photo, or of a whole data set.</param>
    /// <returns>The mean. A class that neither mask has counts as 1, as in <see cref="Iou"/>.</returns>
    public static double Of(ConfusionCounts counts) => (Iou.Of(counts) + Iou.Of(counts.OfBackground)) / 2;
}
