namespace PerturbSeg.Metrics;

/// <summary>The share of pixels that are labelled right, object and background alike.</summary>
public static class PixelAccuracy
{
    /// <summary>(TP + TN) / all pixels, in [0, 1].</summary>
    /// <param name="counts">The counts of a photo, or of a whole data set.</param>
    /// <returns>The share; 1 when there are no pixels. Empty masks are no special case.</returns>
    public static double Of(ConfusionCounts counts)
        => counts.Pixels == 0 ? 1 : (double)(counts.TruePositives + counts.TrueNegatives) / counts.Pixels;
}
