using PerturbSeg.Training.Augmentation;

namespace PerturbSeg.Training.Tests.Augmentation;

public sealed class AdaptiveProbabilityTests
{
    private const double Kimg = 1; // 4 steps of 25 photos move it by 0.1

    [Fact]
    public void Without_a_target_it_stays()
    {
        var probability = new AdaptiveProbability(0.3, null, Kimg);
        Observe(probability, 1, steps: 20);
        probability.Value.ShouldBe(0.3);
    }

    [Theory]
    [InlineData(1, 0.6)]
    [InlineData(0.61, 0.6)]
    [InlineData(0.59, 0.4)]
    [InlineData(-1, 0.4)]
    [InlineData(0.6, 0.5)]
    public void It_rises_where_the_discriminator_is_surer_of_photos_than_the_target_and_falls_otherwise(double sign, double expected)
    {
        var probability = new AdaptiveProbability(0.5, 0.6, Kimg);
        Observe(probability, sign, steps: 3);
        probability.Value.ShouldBe(0.5);
        Observe(probability, sign, steps: 1);
        probability.Value.ShouldBe(expected, 1e-12);
    }

    [Fact]
    public void It_goes_by_the_mean_over_the_photos_of_four_steps()
    {
        var probability = new AdaptiveProbability(0.5, 0.6, Kimg);
        foreach ((double sign, int photos) in new[] { (0.0, 10), (1.0, 70), (0.0, 10), (0.0, 10) })
            probability.Observe(sign, photos);
        probability.Value.ShouldBe(0.6, 1e-12); // 0.7 of the photos, a quarter of the steps
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(-1, 0)]
    public void It_stays_between_0_and_1(double sign, double bound)
    {
        var probability = new AdaptiveProbability(0.55, 0.6, Kimg);
        Observe(probability, sign, steps: 4 * 20);
        probability.Value.ShouldBe(bound);
        Observe(probability, -sign, steps: 4);
        probability.Value.ShouldBe(Math.Abs(bound - 0.1), 1e-12); // nothing was saved up beyond the bound
    }

    [Fact]
    public void Going_on_from_its_text_gives_the_bits_of_not_having_stopped()
    {
        AdaptiveProbability straight = new(0.1 / 3, 0.6, 0.7), first = new(0.1 / 3, 0.6, 0.7), second = new(0, 0.6, 0.7);
        for (int step = 0; step < 18; step++)
        {
            straight.Observe(Math.Sin(step), 3);
            if (step == 10)
                second.Restore(first.ToText()).ShouldBeTrue();
            (step < 10 ? first : second).Observe(Math.Sin(step), 3);
        }

        second.ToText().ShouldBe(straight.ToText());
        second.Value.ShouldBe(straight.Value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0.5")]
    [InlineData("1.5 0 0 0")]
    [InlineData("NaN 0 0 0")]
    [InlineData("0.5 x 0 0")]
    [InlineData("0.5 0 -1 0")]
    public void A_text_that_is_none_of_its_own_is_refused_and_changes_nothing(string text)
    {
        var probability = new AdaptiveProbability(0.25, 0.6, Kimg);
        string before = probability.ToText();
        probability.Restore(text).ShouldBeFalse();
        probability.ToText().ShouldBe(before);
    }

    private static void Observe(AdaptiveProbability probability, double sign, int steps)
    {
        for (int i = 0; i < steps; i++)
            probability.Observe(sign, 25);
    }
}
