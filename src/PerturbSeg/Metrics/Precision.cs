namespace PerturbSeg.Metrics;

/// <summary>The share of what was taken for object that is object.</summary>
public static class Precision
{
    /// <summary>TP / (TP + FP), in [0, 1].</summary>
    /// <param name="counts">The counts of a photo, or of a whole data set.</param>
    /// <returns>The share. 1 when both masks are empty; 0 when one of them alone is, as in <see cref="FMeasure"/>.</returns>
    public static double Of(ConfusionCounts counts)
    {
        long predicted = counts.TruePositives + counts.FalsePositives;
        return counts.Union == 0 ? 1 : predicted == 0 ? 0 : (double)counts.TruePositives / predicted;
    }
}
