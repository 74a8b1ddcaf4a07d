using PerturbSeg.Metrics;

namespace PerturbSeg.Tests.Metrics;

public sealed class RankCorrelationTests
{
    [Fact]
    public void OrdersThatAgreeGive1WhateverTheValues()
        => RankCorrelation.Between([1, 2, 3, 40], [-5, 0, 0.1, 0.2]).ShouldNotBeNull().ShouldBe(1, 1e-12);

    [Fact]
    public void OppositeOrdersGiveMinus1()
        => RankCorrelation.Between([1, 2, 3], [9, 5, 1]).ShouldNotBeNull().ShouldBe(-1, 1e-12);

    [Fact]
    public void WithoutTiesItIsSpearmansFormula()
    {
        // Ranks 1 2 3 4 5 and 2 1 4 3 5: 1 − 6 · 4 / (5 · 24).
        RankCorrelation.Between([10, 20, 30, 40, 50], [2, 1, 4, 3, 5]).ShouldNotBeNull().ShouldBe(1 - (24 / 120.0), 1e-12);
    }

    [Fact]
    public void TiesShareTheMeanOfTheirRanks()
    {
        // Ranks 1 2.5 2.5 4 and 1 2 3 4: 4.5 / √(4.5 · 5).
        RankCorrelation.Between([1, 2, 2, 3], [1, 2, 3, 4]).ShouldNotBeNull().ShouldBe(4.5 / Math.Sqrt(22.5), 1e-12);
    }

    [Fact]
    public void ValuesThatAreAllAlikeHaveNoOrder()
    {
        RankCorrelation.Between([1, 1, 1], [1, 2, 3]).ShouldBeNull();
        RankCorrelation.Between([], []).ShouldBeNull();
    }

    [Fact]
    public void NumbersOfValuesMustBeTheSame()
        => Should.Throw<ArgumentException>(() => RankCorrelation.Between([1], [1, 2]));
}
