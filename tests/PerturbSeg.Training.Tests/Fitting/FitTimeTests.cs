using PerturbSeg.Training.Fitting;
using PerturbSeg.Training.Networks;

namespace PerturbSeg.Training.Tests.Fitting;

public sealed class FitTimeTests
{
    private readonly SetClock _clock = new();
    private int _calls;

    [Fact]
    public void TheFirstPartMayTakeAllOfIt()
    {
        var time = new FitTime(TimeSpan.FromSeconds(100), _clock);
        Func<double> first = Begun(time, 1000);
        first().ShouldBe(0);
        _clock.Seconds = 30;
        first().ShouldBe(0.3, 1e-9);
        _clock.Seconds = 120;
        first().ShouldBe(1.2, 1e-9);
    }

    [Fact]
    public void ALaterPartTakesWhatIsLeftWhereHalfOfItFitsIn()
    {
        var time = new FitTime(TimeSpan.FromSeconds(100), _clock);
        Begun(time, 6);
        _clock.Seconds = 60; // 10 seconds a unit, and 40 are left
        Func<double> second = Begun(time, 7.9);
        _clock.Seconds = 80;
        second().ShouldBe(0.5, 1e-9);
    }

    [Fact]
    public void APartOfWhichLessThanHalfFitsInIsLeftOutAndAShorterOneIsNot()
    {
        var time = new FitTime(TimeSpan.FromSeconds(100), _clock);
        Begun(time, 6);
        _clock.Seconds = 60;
        time.Begin(8.1).ShouldBeNull();
        time.Begin(4).ShouldNotBeNull();
    }

    [Fact]
    public void WhereNothingIsLeftNothingBegins()
    {
        var time = new FitTime(TimeSpan.FromSeconds(10), _clock);
        Begun(time, 1);
        _clock.Seconds = 11;
        time.Begin(0.001).ShouldBeNull();
    }

    [Fact]
    public void AFitEndsWithItsTimeAlongTheWholeCycle()
    {
        var progress = new List<double>();
        using Segmenter fitted = SegmenterFit.Run(
            new DiscPairs(8),
            new SegmenterFitOptions { Steps = 1000, Channels = 4, BatchSize = 2 },
            timeGone: () => 0.25 * ++_calls,
            progress: new Recorder(progress),
            cancellation: TestContext.Current.CancellationToken).Network;
        progress.ShouldBe([0.001, 0.251, 0.501, 0.751]);
    }

    private static Func<double> Begun(FitTime time, double cost) => time.Begin(cost) ?? throw new InvalidOperationException("It was left out.");

    private sealed class SetClock : TimeProvider
    {
        public double Seconds { get; set; }

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => (long)(Seconds * TimestampFrequency);
    }

    private sealed class Recorder(List<double> seen) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value) => seen.Add((double)value.Done / value.Total);
    }
}
