namespace PerturbSeg.Metrics;

/// <summary>Intersection over union (Jaccard index): the share of the pixels claimed by either mask that both claim.</summary>
public static class Iou
{
    /// <summary>TP / (TP + FP + FN), in [0, 1].</summary>
    /// <param name="counts">The counts of a photo, or of a whole data set.</param>
    /// <returns>
    /// The index. 1 when both masks are empty, since they agree on every pixel; 0 when one of them alone is empty.
    /// </returns>
    public static double Of(ConfusionCounts counts) => counts.Union == 0 ? 1 : (double)counts.TruePositives / counts.Union;
}
