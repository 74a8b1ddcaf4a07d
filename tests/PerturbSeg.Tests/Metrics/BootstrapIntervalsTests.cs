using PerturbSeg.Metrics;

namespace PerturbSeg.Tests.Metrics;

public sealed class BootstrapIntervalsTests
{
    [Fact]
    public void EqualPhotosLeaveNoDoubt()
    {
        ConfusionCounts[] photos = [.. Enumerable.Repeat(new ConfusionCounts(6, 2, 4, 8), 20)];
        var intervals = BootstrapIntervals.Of(photos);
        intervals.IouDataset.ShouldBe(new Interval(0.5, 0.5));
        intervals.IouPhotoMean.ShouldBe(new Interval(0.5, 0.5));
        intervals.MeanIou.Low.ShouldBe(MeanIou.Of(photos[0]), 1e-15);
        intervals.MeanIou.High.ShouldBe(MeanIou.Of(photos[0]), 1e-15);
    }

    [Fact]
    public void ManyPhotosAgreeWithTheNormalApproximation()
    {
        // Half of 400 photos are found, half are missed: the mean has a standard error of .5 / 20 = .025.
        ConfusionCounts[] photos = [.. Enumerable.Range(0, 400).Select(i => i % 2 == 0 ? new ConfusionCounts(10, 0, 0, 10) : new ConfusionCounts(0, 0, 10, 10))];
        Interval interval = BootstrapIntervals.Of(photos).IouPhotoMean;
        interval.Low.ShouldBe(0.5 - (1.96 * 0.025), 0.006);
        interval.High.ShouldBe(0.5 + (1.96 * 0.025), 0.006);
    }

    [Fact]
    public void AFigureLiesInItsInterval()
    {
        var random = new Random(2);
        ConfusionCounts[] photos = [.. Enumerable.Range(0, 50).Select(_ => new ConfusionCounts(random.Next(50), random.Next(20), random.Next(20), random.Next(90)))];
        ConfusionCounts all = photos.Aggregate(ConfusionCounts.Add);
        var intervals = BootstrapIntervals.Of(photos);
        Iou.Of(all).ShouldBeInRange(intervals.IouDataset.Low, intervals.IouDataset.High);
        MeanIou.Of(all).ShouldBeInRange(intervals.MeanIou.Low, intervals.MeanIou.High);
        photos.Average(Iou.Of).ShouldBeInRange(intervals.IouPhotoMean.Low, intervals.IouPhotoMean.High);
    }

    [Fact]
    public void TheSeedDecides()
    {
        ConfusionCounts[] photos = [.. Enumerable.Range(1, 30).Select(i => new ConfusionCounts(i, 30 - i, 3, 40))];
        BootstrapIntervals.Of(photos, seed: 7).ShouldBe(BootstrapIntervals.Of(photos, seed: 7));
        BootstrapIntervals.Of(photos, seed: 8).ShouldNotBe(BootstrapIntervals.Of(photos, seed: 7));
        Should.Throw<ArgumentException>(() => BootstrapIntervals.Of([]));
    }
}
