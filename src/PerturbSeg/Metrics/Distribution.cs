using System.Text.Json.Serialization;

namespace PerturbSeg.Metrics;

/// <summary>How values in [0, 1] spread: their mean, some quantiles and a histogram.</summary>
public sealed record Distribution
{
    /// <summary>How many bars the histogram has; each is 1 / Bins wide.</summary>
    public const int Bins = 10;

    /// <summary>The mean.</summary>
    [JsonPropertyName("mean")]
    public required double Mean { get; init; }

    /// <summary>The 5 % quantile: see <see cref="Quantile"/>.</summary>
    [JsonPropertyName("p05")]
    public required double P05 { get; init; }

    /// <summary>The 25 % quantile.</summary>
    [JsonPropertyName("p25")]
    public required double P25 { get; init; }

    /// <summary>The median.</summary>
    [JsonPropertyName("median")]
    public required double Median { get; init; }

    /// <summary>The 75 % quantile.</summary>
    [JsonPropertyName("p75")]
    public required double P75 { get; init; }

    /// <summary>The 95 % quantile.</summary>
    [JsonPropertyName("p95")]
    public required double P95 { get; init; }

    /// <summary>The share of the values in each of ten equal parts of [0, 1]; 1 itself falls in the last. They sum to 1.</summary>
    [JsonPropertyName("histogram")]
    public required IReadOnlyList<double> Histogram { get; init; }

    /// <summary>Describes values.</summary>
    /// <param name="values">In [0, 1], in any order, at least one.</param>
    /// <returns>The distribution.</returns>
    /// <exception cref="ArgumentException">There is no value, or one is not in [0, 1].</exception>
    public static Distribution Of(IReadOnlyCollection<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        double[] sorted = [.. values.Order()];
        if (sorted.Length == 0 || !(sorted[0] >= 0 && sorted[^1] <= 1))
            throw new ArgumentException("A distribution needs at least one value, and all of them in [0, 1].", nameof(values));
        double[] histogram = new double[Bins];
        foreach (double value in sorted)
            histogram[Math.Min((int)(value * Bins), Bins - 1)] += 1.0 / sorted.Length;
        return new Distribution
        {
            Mean = sorted.Average(),
            P05 = Quantile.Of(sorted, 0.05),
            P25 = Quantile.Of(sorted, 0.25),
            Median = Quantile.Of(sorted, 0.5),
            P75 = Quantile.Of(sorted, 0.75),
            P95 = Quantile.Of(sorted, 0.95),
            Histogram = histogram,
        };
    }
}
