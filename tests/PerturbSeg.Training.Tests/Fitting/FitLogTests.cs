using PerturbSeg.Training.Fitting;

namespace PerturbSeg.Training.Tests.Fitting;

public sealed class FitLogTests
{
    [Fact]
    public void The_loss_is_the_mean_of_the_last_50()
    {
        var log = new FitLog(200, progress: null);
        for (int i = 0; i < 120; i++)
            log.Add(i, i);
        log.RecentLoss.ShouldBe(94.5); // of 70 to 119
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_loss_that_is_no_number_ends_the_fit_at_its_step(double loss)
    {
        var log = new FitLog(200, progress: null);
        log.Add(1, 0);
        log.Add(1, 1);
        Should.Throw<FitDivergedException>(() => log.Add(loss, 2)).Step.ShouldBe(3);
    }
}
