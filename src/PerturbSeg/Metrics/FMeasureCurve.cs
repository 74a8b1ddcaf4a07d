using PerturbSeg.Masks;

namespace PerturbSeg.Metrics;

/// <summary>
/// <see cref="FMeasure"/> at each of 256 thresholds, one for the whole set: the mean over photos at every level of an 8-bit mask. Its
/// maximum says what the soft masks would score with the best threshold, which has seen the answers.
/// </summary>
/// <remarks>
/// Source: R. Achanta et al., Frequency-tuned Salient Region Detection, CVPR 2009, section 4.1: masks of 8 bits, every threshold in turn.
/// The photos' F-measures are averaged, as at one half (<see cref="SegmentationFigures.FMeasure"/>); some papers average precision and recall first.
/// </remarks>
public sealed class FMeasureCurve
{
    /// <summary>How many thresholds there are: the values of an 8-bit mask.</summary>
    public const int Levels = 256;

    private readonly UnitSum[] _sums = new UnitSum[Levels];
    private int _photos;

    /// <summary>The mean over photos at the levels 0 to 255. A pixel is object at a level when its mask, rounded to 8 bits, reaches it.</summary>
    /// <exception cref="InvalidOperationException">No photo was added.</exception>
    public IReadOnlyList<double> Means => _photos == 0
        ? throw new InvalidOperationException("A curve needs at least one photo.")
        : Array.ConvertAll(_sums, sum => sum.Mean(_photos));

    /// <summary>The sums of the photos' F-measures, one a level.</summary>
    internal UInt128[] Sums => Array.ConvertAll(_sums, sum => sum.Units);

    /// <summary>Adds one photo.</summary>
    /// <param name="prediction">The mask to score, [H, W], in [0, 1]; NaN is background.</param>
    /// <param name="truth">The true mask, [H, W], 255 = object.</param>
    /// <exception cref="ArgumentException">The masks differ in size; nothing is added then.</exception>
    public void Add(ReadOnlySpan<float> prediction, ReadOnlySpan<byte> truth)
    {
        if (prediction.Length != truth.Length)
            throw new ArgumentException($"Expected as many pixels as the true mask has, {truth.Length}, got {prediction.Length}.");
        Span<int> hits = stackalloc int[Levels], spurious = stackalloc int[Levels];
        int actual = 0;
        for (int i = 0; i < truth.Length; i++)
        {
            int level = Level(prediction[i]);
            if (BinaryMask.IsObject(truth[i]))
            {
                hits[level]++;
                actual++;
            }
            else
            {
                spurious[level]++;
            }
        }

        int found = 0, predicted = 0; // of the pixels at this level and above
        for (int level = Levels - 1; level >= 0; level--)
        {
            found += hits[level];
            predicted += hits[level] + spurious[level];
            _sums[level] += FMeasure.Of(ConfusionCounts.FromAreas(truth.Length, predicted, actual, found));
        }

        _photos++;
    }

    /// <summary>Adds what another curve has gathered.</summary>
    /// <param name="photos">Its photos.</param>
    /// <param name="sums">Its <see cref="Sums"/>.</param>
    /// <exception cref="FormatException">There is not one a level.</exception>
    internal void Add(int photos, ReadOnlySpan<UInt128> sums)
    {
        if (sums.Length != Levels)
            throw new FormatException($"its curve has {sums.Length} levels, not {Levels}");
        for (int level = 0; level < Levels; level++)
            _sums[level] += new UnitSum(sums[level]);
        _photos += photos;
    }

    /// <summary>The largest mean, and the threshold that gives it; of several such thresholds the one nearest to one half.</summary>
    /// <returns>The mean F-measure, and the threshold in [0, 1].</returns>
    /// <exception cref="InvalidOperationException">No photo was added.</exception>
    public (double FMeasure, double Threshold) Maximum()
    {
        IReadOnlyList<double> means = Means;
        int best = BinaryMask.ByteThreshold;
        for (int level = 0; level < Levels; level++)
        {
            bool nearer = Math.Abs(level - BinaryMask.ByteThreshold) < Math.Abs(best - BinaryMask.ByteThreshold);
            if (means[level] > means[best] || (means[level] == means[best] && nearer))
                best = level;
        }

        return (means[best], best / (double)(Levels - 1));
    }

    private static int Level(float value) => float.IsNaN(value) ? 0 : (int)MathF.Round(Math.Clamp(value, 0f, 1f) * (Levels - 1));
}
