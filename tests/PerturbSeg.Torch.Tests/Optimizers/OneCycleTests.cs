using PerturbSeg.Torch.Optimizers;

namespace PerturbSeg.Torch.Tests.Optimizers;

public sealed class OneCycleTests
{
    [Fact]
    public void RateRisesToThePeakAndFallsToNothing()
    {
        var cycle = new OneCycle(1000, 0.01);
        cycle.Rate(0).ShouldBe(0.01 / 25, 1e-9);
        cycle.Rate(299).ShouldBe(0.01, 1e-9);
        cycle.Rate(999).ShouldBeLessThan(1e-6);
        for (int step = 1; step < 1000; step++)
            (cycle.Rate(step) > cycle.Rate(step - 1)).ShouldBe(step <= 299, $"step {step}");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void ShortTrainingsGetUsableRates(int steps)
    {
        var cycle = new OneCycle(steps, 0.01);
        for (int step = 0; step < steps; step++)
            cycle.Rate(step).ShouldBeInRange(0, 0.01);
        Enumerable.Range(0, steps).Max(step => cycle.Rate(step)).ShouldBeGreaterThan(0);
    }
}
