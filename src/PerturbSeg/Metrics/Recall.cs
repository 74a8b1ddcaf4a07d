namespace PerturbSeg.Metrics;

/// <summary>The share of the object that was found.</summary>
public static class Recall
{
    /// <summary>TP / (TP + FN), in [0, 1].</summary>
    /// <param name="counts">The counts of a photo, or of a whole data set.</param>
    /// <returns>The share. 1 when both masks are empty; 0 when one of them alone is, as in <see cref="FMeasure"/>.</returns>
    public static double Of(ConfusionCounts counts)
    {
        long actual = counts.TruePositives + counts.FalseNegatives;
        return counts.Union == 0 ? 1 : actual == 0 ? 0 : (double)counts.TruePositives / actual;
    }
}
