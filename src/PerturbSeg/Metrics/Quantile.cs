namespace PerturbSeg.Metrics;

/// <summary>Quantiles of a sample, interpolated linearly between neighbouring values.</summary>
/// <remarks>Source: R. Hyndman, Y. Fan, Sample Quantiles in Statistical Packages, The American Statistician 1996, definition 7.</remarks>
public static class Quantile
{
    /// <summary>The value below which a share of the sample lies.</summary>
    /// <param name="sorted">The sample in ascending order, at least one value.</param>
    /// <param name="share">In [0, 1]: 0 gives the least value, .5 the median, 1 the greatest.</param>
    /// <returns>The quantile.</returns>
    /// <exception cref="ArgumentException">The sample is empty.</exception>
    public static double Of(ReadOnlySpan<double> sorted, double share)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(share);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(share, 1);
        if (sorted.IsEmpty)
            throw new ArgumentException("A quantile needs at least one value.", nameof(sorted));
        double place = share * (sorted.Length - 1);
        int below = (int)place;
        double low = sorted[below], high = sorted[Math.Min(below + 1, sorted.Length - 1)];
        return low + ((place - below) * (high - low));
    }
}
