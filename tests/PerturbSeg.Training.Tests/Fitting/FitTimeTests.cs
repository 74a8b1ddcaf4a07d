using PerturbSeg.Training.Fitting;
using PerturbSeg.Training.Networks;

namespace PerturbSeg.Training.Tests.Fitting;

public sealed class FitTimeTests
{
    private readonly SetClock _clock = new();
    private int _calls;

    [Fact]
    public void PartsShareTheTimeByTheirCost()
    {
        var time = new FitTime(TimeSpan.FromSeconds(100), [6, 3, 1], _clock);
        Func<double> first = time.Begin();
        first().ShouldBe(0);
        _clock.Seconds = 30;
        first().ShouldBe(0.5, 1e-9);
        _clock.Seconds = 60;
        first().ShouldBe(1, 1e-9);
        Func<double> second = time.Begin();
        _clock.Seconds = 75;
        second().ShouldBe(0.5, 1e-9); // 30 of 40 seconds are its own
    }

    [Fact]
    public void WhatOnePartLeavesOverIsTheNextOnes()
    {
        var time = new FitTime(TimeSpan.FromSeconds(100), [1, 1], _clock);
        time.Begin();
        _clock.Seconds = 20;
        Func<double> second = time.Begin();
        _clock.Seconds = 60;
        second().ShouldBe(0.5, 1e-9);
    }

    [Fact]
    public void APartForWhichNothingIsLeftIsOverAtOnce()
    {
        var time = new FitTime(TimeSpan.FromSeconds(10), [1, 1], _clock);
        time.Begin();
        _clock.Seconds = 11;
        time.Begin()().ShouldBe(1);
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
