using PerturbSeg.Training.Logs;

namespace PerturbSeg.Training.Tests.Logs;

public sealed class ScalarMeansTests
{
    private static readonly StepScalars One = new(1, 2, 3, 4, 5, 6, 0.5, 0.25, 12, [("mask/size_loss", 7)]);
    private static readonly StepScalars Other = new(3, 2, -3, 0, 7, 6, 1, 0.75, 14, [("mask/size_loss", 8), ("path_length/loss", 5)]);

    [Fact]
    public void The_mean_is_taken_over_the_steps_since_the_last()
    {
        var means = new ScalarMeans();
        means.Add(One);
        means.Add(Other);
        means.Steps.ShouldBe(2);
        means.Take().ShouldBe(new StepScalars(2, 2, 0, 2, 6, 6, 0.75, 0.5, 13, [("mask/size_loss", 7.5), ("path_length/loss", 5)]));
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
        second.Restore(first.Sums, first.Terms, first.Steps).ShouldBeTrue();
        first.Add(Other);
        second.Add(Other);
        second.Take().ShouldBe(first.Take());
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("mask/size_loss", 1)]
    [InlineData("mask/size_loss 0", 1)]
    [InlineData("mask/size_loss one", 1)]
    [InlineData("mask/size_loss 1 path_length/loss 1", 1)]
    [InlineData("mask/size_loss 1 path_length/loss", 1)]
    [InlineData("mask/size_loss 2", 1)]
    [InlineData("mask/size_loss 1", -1)]
    public void What_does_not_belong_together_is_not_continued(string terms, long steps)
    {
        var means = new ScalarMeans();
        means.Add(Other);
        means.Restore([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], terms, steps).ShouldBeFalse();
        (means.Steps, means.Terms).ShouldBe((0, string.Empty));
        means.Sums.ShouldBe(new double[StepScalars.Count]);
        means.Restore([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], "mask/size_loss 4", 8).ShouldBeTrue();
        means.Take().Terms.ShouldBe([("mask/size_loss", 2.5)]);
    }

    [Fact]
    public void Figures_keep_their_order_and_one_that_is_not_finite_is_noticed()
    {
        StepScalars.From([1, 2, 3, 4, 5, 6, 0.5, 0.25, 12], One.Terms).ShouldBe(One);
        One.ShouldNotBe(One with { Terms = [("mask/size_loss", 6)] });
        One.Values.Select(figure => figure.Value).ShouldBe([1, 2, 3, 4, 5, 6, 0.5, 0.25, 12, 7]);
        One.Values.Count.ShouldBe(StepScalars.Count + One.Terms.Count);
        One.IsFinite.ShouldBeTrue();
        (One with { Penalty = double.NaN }).IsFinite.ShouldBeFalse();
        (One with { Terms = [("mask/size_loss", double.NegativeInfinity)] }).IsFinite.ShouldBeFalse();
    }
}
