using PerturbSeg.Training.Settings;
using PerturbSeg.Training.Supervision;

namespace PerturbSeg.Training.Tests.Supervision;

public sealed class SupervisionOptionsTests
{
    [Theory]
    [InlineData(0, 12_000)]
    [InlineData(11_999, 12_000)]
    [InlineData(12_000, 16_000)]
    [InlineData(13_000, 16_000)]
    [InlineData(16_000, 20_000)]
    public void JudgesAfterTheProbationAndThenAtEvenDistances(long seen, long check)
        => new SupervisionOptions().NextCheck(seen).ShouldBe(check);

    [Fact]
    public void ATrainingThatCanSplitNothingOrGrowsHasOneAttempt()
    {
        SupervisionOptions.For(Presets.Small).Attempts.ShouldBe(3);
        SupervisionOptions.For(Presets.Small.WithoutPerturbations()).Attempts.ShouldBe(1);
        SupervisionOptions.For(Presets.Named("paper-small")).Attempts.ShouldBe(1);
    }

    [Fact]
    public void NoAttemptIsRefused()
        => Should.Throw<UserErrorException>(new SupervisionOptions { Attempts = 0 }.Validate).Message.ShouldContain("--attempts 0");
}
