using PerturbSeg.Training.Logs;

namespace PerturbSeg.Training.Tests.Logs;

public sealed class ScalarMeansTests
{
    private static readonly StepScalars One = new(1, 2, 3, 4, 5, 6, 7, 8, 0.5, 0.25, 12);
    private static readonly StepScalars Other = new(3, 2, -3, 0, 7, 6, 8, 0, 1, 0.75, 14);

    [Fact]
    public void The_mean_is_taken_over_the_steps_since_the_last()
    {
        var means = new ScalarMeans();
        means.Add(One);
        means.Add(Other);
        means.Steps.ShouldBe(2);
        means.Take().ShouldBe(new StepScalars(2, 2, 0, 2, 6, 6, 7.5, 4, 0.75, 0.5, 13));
        means.Steps.ShouldBe(0);
        means.Add(One);
        means.Take().ShouldBe(One);
        means.Take().ShouldBe(default);
    }

    [Fact]
    public void Saved_sums_are_continued()
    {
        ScalarMeans first = new(), second = new();
        first.Add(One);
        second.Restore(first.Sums, first.Steps);
        first.Add(Other);
        second.Add(Other);
        second.Take().ShouldBe(first.Take());
    }

    [Fact]
    public void Sums_that_an_older_training_did_not_save_begin_at_0()
    {
        var means = new ScalarMeans();
        means.Add(Other);
        means.Restore([1, 2, 3, 4, 5, 6, 7, 8], 1);
        means.Take().ShouldBe(new StepScalars(1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0));
    }

    [Fact]
    public void Figures_keep_their_order_and_one_that_is_not_finite_is_noticed()
    {
        StepScalars.From([1, 2, 3, 4, 5, 6, 7, 8, 0.5, 0.25, 12]).ShouldBe(One);
        One.Values.Select(figure => figure.Value).ShouldBe([1, 2, 3, 4, 5, 6, 7, 8, 0.5, 0.25, 12]);
        One.Values.Count.ShouldBe(StepScalars.Count);
        One.IsFinite.ShouldBeTrue();
        (One with { Penalty = double.NaN }).IsFinite.ShouldBeFalse();
        (One with { BinaryLoss = double.NegativeInfinity }).IsFinite.ShouldBeFalse();
    }
}
