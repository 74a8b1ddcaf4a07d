using PerturbSeg.Metrics;

namespace PerturbSeg.Tests.Metrics;

public sealed class DistributionTests
{
    [Fact]
    public void AnEvenSpreadHasItsQuantilesWhereTheySay()
    {
        var spread = Distribution.Of([.. Enumerable.Range(0, 101).Reverse().Select(i => i / 100.0)]);
        (spread.P05, spread.P25, spread.Median, spread.P75, spread.P95).ShouldBe((0.05, 0.25, 0.5, 0.75, 0.95));
        spread.Mean.ShouldBe(0.5, 1e-12);
        spread.Histogram.Sum().ShouldBe(1, 1e-12);
        spread.Histogram[^1].ShouldBe(11 / 101.0, 1e-12); // 1 itself falls in the last bar
    }

    [Fact]
    public void QuantilesBetweenValuesAreInterpolated()
    {
        Quantile.Of([1, 3], 0.25).ShouldBe(1.5, 1e-15);
        Quantile.Of([4], 0.7).ShouldBe(4);
        Quantile.Of([0, 1, 5], 1).ShouldBe(5);
        Should.Throw<ArgumentException>(() => Quantile.Of([], 0.5));
        Should.Throw<ArgumentException>(() => Quantile.Of([1], 1.5));
    }

    [Fact]
    public void ValuesOutOfRangeAreRefused()
    {
        foreach (double[] values in (double[][])[[], [-0.1], [1.1], [double.NaN]])
            Should.Throw<ArgumentException>(() => Distribution.Of(values));
    }
}
