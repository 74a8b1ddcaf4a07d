using PerturbSeg.Masks;

namespace PerturbSeg.Metrics;

/// <summary>How the pixels of a predicted mask fall against the true one; every score here is a function of these four numbers.</summary>
/// <param name="TruePositives">Pixels that are object in both: the intersection.</param>
/// <param name="FalsePositives">Pixels predicted object that are background.</param>
/// <param name="FalseNegatives">Pixels of the object predicted background.</param>
/// <param name="TrueNegatives">Pixels that are background in both.</param>
public readonly record struct ConfusionCounts(long TruePositives, long FalsePositives, long FalseNegatives, long TrueNegatives)
{
    /// <summary>All pixels.</summary>
    public long Pixels => TruePositives + FalsePositives + FalseNegatives + TrueNegatives;

    /// <summary>Pixels that are object in either mask.</summary>
    public long Union => TruePositives + FalsePositives + FalseNegatives;

    /// <summary>Share of the pixels that are object in truth, in [0, 1]; 0 when there are no pixels.</summary>
    public double ObjectShare => Pixels == 0 ? 0 : (double)(TruePositives + FalseNegatives) / Pixels;

    /// <summary>The counts with object and background exchanged: the scores of these are those of the background.</summary>
    public ConfusionCounts OfBackground => new(TrueNegatives, FalseNegatives, FalsePositives, TruePositives);

    /// <summary>The counts of two sets of pixels together.</summary>
    /// <param name="left">Counts of one set.</param>
    /// <param name="right">Counts of another.</param>
    /// <returns>The sums.</returns>
    public static ConfusionCounts operator +(ConfusionCounts left, ConfusionCounts right) => Add(left, right);

    /// <summary>The counts of two sets of pixels together.</summary>
    /// <param name="left">Counts of one set.</param>
    /// <param name="right">Counts of another.</param>
    /// <returns>The sums.</returns>
    public static ConfusionCounts Add(ConfusionCounts left, ConfusionCounts right) => new(
        left.TruePositives + right.TruePositives,
        left.FalsePositives + right.FalsePositives,
        left.FalseNegatives + right.FalseNegatives,
        left.TrueNegatives + right.TrueNegatives);

    /// <summary>Counts the pixels of one photo.</summary>
    /// <param name="prediction">The mask to score, [H, W], in [0, 1]; object from <see cref="BinaryMask.Threshold"/> on.</param>
    /// <param name="truth">The true mask, [H, W], 255 = object.</param>
    /// <returns>The counts.</returns>
    /// <exception cref="ArgumentException">The masks differ in size.</exception>
    public static ConfusionCounts Of(ReadOnlySpan<float> prediction, ReadOnlySpan<byte> truth)
    {
        if (prediction.Length != truth.Length)
            throw new ArgumentException($"Expected as many pixels as the true mask has, {truth.Length}, got {prediction.Length}.");
        long predicted = 0, actual = 0, both = 0;
        for (int i = 0; i < truth.Length; i++)
        {
            int p = BinaryMask.IsObject(prediction[i]) ? 1 : 0;
            int t = BinaryMask.IsObject(truth[i]) ? 1 : 0;
            predicted += p;
            actual += t;
            both += p & t;
        }

        return FromAreas(truth.Length, predicted, actual, both);
    }

    /// <summary>The counts of two masks whose areas are known.</summary>
    /// <param name="pixels">All pixels.</param>
    /// <param name="predicted">Pixels predicted object.</param>
    /// <param name="actual">Pixels of the object.</param>
    /// <param name="both">Pixels that are object in both.</param>
    /// <returns>The counts.</returns>
    internal static ConfusionCounts FromAreas(long pixels, long predicted, long actual, long both)
        => new(both, predicted - both, actual - both, pixels - predicted - actual + both);
}
