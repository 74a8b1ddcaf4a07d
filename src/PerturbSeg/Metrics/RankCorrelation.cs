namespace PerturbSeg.Metrics;

/// <summary>Spearman's rank correlation: how well one order of photos tells another one.</summary>
public static class RankCorrelation
{
    /// <summary>Pearson's correlation of ranks; equal values share the mean of theirs.</summary>
    /// <param name="left">A value of each photo.</param>
    /// <param name="right">Another value of each.</param>
    /// <returns>In [−1, 1]; null where all values of a side are equal, or there are none.</returns>
    /// <exception cref="ArgumentException">The numbers of values differ.</exception>
    public static double? Between(IReadOnlyList<double> left, IReadOnlyList<double> right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        if (left.Count != right.Count)
            throw new ArgumentException($"{left.Count} values and {right.Count} are not of the same photos.", nameof(right));
        double[] one = Ranks(left), other = Ranks(right);
        double middle = (left.Count - 1) / 2.0;
        double together = one.Zip(other, (x, y) => (x - middle) * (y - middle)).Sum();
        double spread = Math.Sqrt(one.Sum(x => (x - middle) * (x - middle)) * other.Sum(y => (y - middle) * (y - middle)));
        return spread > 0 ? together / spread : null;
    }

    private static double[] Ranks(IReadOnlyList<double> values)
    {
        int[] order = [.. Enumerable.Range(0, values.Count).OrderBy(i => values[i])];
        double[] ranks = new double[values.Count];
        for (int first = 0, last; first < order.Length; first = last + 1)
        {
            last = first;
            while (last + 1 < order.Length && values[order[last + 1]] == values[order[first]])
                last++;
            for (int i = first; i <= last; i++)
                ranks[order[i]] = (first + last) / 2.0;
        }

        return ranks;
    }
}
