namespace PerturbSeg.Metrics;

/// <summary>The weighted harmonic mean of precision and recall, with β² = 0.3: precision counts for more.</summary>
/// <remarks>Source: R. Achanta et al., Frequency-tuned Salient Region Detection, CVPR 2009, equation 8 and its β².</remarks>
public static class FMeasure
{
    /// <summary>β² of the source.</summary>
    public const double BetaSquared = 0.3;

    /// <summary>
    /// (1 + β²) · precision · recall / (β² · precision + recall), which is (1 + β²) TP / (β² (TP + FN) + TP + FP), in [0, 1].
    /// </summary>
    /// <param name="counts">The counts of a photo.</param>
    /// <returns>The measure. 1 when both masks are empty; 0 when one of them alone is empty or they do not meet.</returns>
    public static double Of(ConfusionCounts counts)
    {
        (long hit, long spurious, long missed, _) = counts;
        double weightedHits = (1 + BetaSquared) * hit;
        double weighted = weightedHits + (BetaSquared * missed) + spurious; // grouped so that no rounding gets above 1
        return weighted == 0 ? 1 : weightedHits / weighted;
    }
}
