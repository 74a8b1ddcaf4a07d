namespace PerturbSeg.Segmentation;

/// <summary>The decay of an average of weights that forgets its first values fast, so that short fits do not end on them.</summary>
internal static class WarmingDecay
{
    /// <summary>min(decay, (1 + step) / (10 + step)).</summary>
    /// <param name="step">From 0.</param>
    /// <param name="decay">The decay of later steps.</param>
    public static double At(int step, double decay) => Math.Min(decay, (1.0 + step) / (10 + step));
}
