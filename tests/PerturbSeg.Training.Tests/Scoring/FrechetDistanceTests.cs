using PerturbSeg.Training.Scoring;

namespace PerturbSeg.Training.Tests.Scoring;

public sealed class FrechetDistanceTests
{
    private static readonly double[,] Mixing = { { 1, 0, 0 }, { 0.5, 2, 0 }, { -0.3, 0.4, 0.7 } };
    private static readonly double[,] OtherMixing = { { 0.6, 0.2, 0 }, { 0, 1.5, -0.5 }, { 0.9, 0, 1.1 } };

    // Independent coordinates: the sum of (μ₁ − μ₂)² + (σ₁ − σ₂)².
    [Fact]
    public void Independent_normal_distributions_are_apart_by_means_and_deviations()
    {
        FeatureStatistics left = Of([1, 2, 0], [4, 0, 0, 0, 9, 0, 0, 0, 1]), right = Of([0, 2, 3], [1, 0, 0, 0, 9, 0, 0, 0, 0]);
        FrechetDistance.Between(left, right).ShouldBe(1 + 0 + 9 + 1 + 0 + 1, 1e-12);
    }

    // One line through space, no spread beside it: (σ₁ − σ₂)² along the line.
    [Fact]
    public void Singular_covariances_are_no_trouble()
    {
        double[] line = [1, 2, 2, 2, 4, 4, 2, 4, 4]; // (1, 2, 2) (1, 2, 2)ᵀ: a deviation of 3
        FrechetDistance.Between(Of([0, 0, 0], line), Of([0, 0, 0], [.. line.Select(value => value * 25 / 9)])).ShouldBe(4, 1e-6);
    }

    [Fact]
    public void Correlated_distributions_agree_with_a_root_by_plain_iteration()
    {
        double[] left = PlainMatrix.Covariance(Mixing), right = PlainMatrix.Covariance(OtherMixing);
        double root = PlainMatrix.Trace(PlainMatrix.Root(PlainMatrix.Product(left, right)));
        double expected = 0.25 + 1 + PlainMatrix.Trace(left) + PlainMatrix.Trace(right) - (2 * root);
        FrechetDistance.Between(Of([0.5, 0, 7], left), Of([0, 1, 7], right)).ShouldBe(expected, 1e-12 * expected);
    }

    [Fact]
    public void Many_correlated_dimensions_agree_with_a_root_by_plain_iteration()
    {
        const int side = 24;
        FeatureStatistics left = FeatureStatistics.Of(GaussianVectors.Draw(1, 100, side, mean: 1)), right = FeatureStatistics.Of(GaussianVectors.Draw(2, 60, side));
        double root = PlainMatrix.Trace(PlainMatrix.Root(PlainMatrix.Product(left.Covariance, right.Covariance)));
        double means = left.Mean.Zip(right.Mean, (a, b) => (a - b) * (a - b)).Sum();
        double expected = means + PlainMatrix.Trace(left.Covariance) + PlainMatrix.Trace(right.Covariance) - (2 * root);
        FrechetDistance.Between(left, right).ShouldBe(expected, 1e-9);
        FrechetDistance.Between(right, left).ShouldBe(expected, 1e-9);
    }

    [Fact]
    public void Samples_of_known_normal_distributions_come_near_their_distance()
    {
        double[] mean = [1, -2, 0.5], other = [0, -2, 1.5];
        double exact = FrechetDistance.Between(Of(mean, PlainMatrix.Covariance(Mixing)), Of(other, PlainMatrix.Covariance(OtherMixing)));
        FeatureStatistics left = FeatureStatistics.Of(GaussianVectors.Draw(3, 40_000, mean, Mixing));
        FeatureStatistics right = FeatureStatistics.Of(GaussianVectors.Draw(4, 40_000, other, OtherMixing));
        FrechetDistance.Between(left, right).ShouldBe(exact, 0.03 * exact);
    }

    [Fact]
    public void A_distribution_is_at_no_distance_from_itself()
    {
        FeatureStatistics statistics = FeatureStatistics.Of(GaussianVectors.Draw(5, 300, 40));
        FrechetDistance.Between(statistics, statistics).ShouldBe(0, 1e-10);
    }

    [Fact]
    public void Different_features_are_never_compared()
    {
        FeatureStatistics statistics = Of([0], [1]);
        Should.Throw<ArgumentException>(() => FrechetDistance.Between(statistics, statistics with { Features = "others" }));
    }

    private static FeatureStatistics Of(double[] mean, double[] covariance) => new(GaussianVectors.Features, mean, covariance);
}
