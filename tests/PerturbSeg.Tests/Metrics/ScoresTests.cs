using PerturbSeg.Masks;
using PerturbSeg.Metrics;

namespace PerturbSeg.Tests.Metrics;

public sealed class ScoresTests
{
    private static readonly ConfusionCounts BothEmpty = new(0, 0, 0, 9);
    private static readonly ConfusionCounts EmptyPrediction = new(0, 0, 3, 6);
    private static readonly ConfusionCounts EmptyTruth = new(0, 3, 0, 6);

    [Fact]
    public void PixelsAreCountedByHand()
        => ConfusionCounts.Of([1f, 0.6f, 0.2f, 0f, 0f, 0f], [255, 0, 255, 0, 0, 0]).ShouldBe(new ConfusionCounts(1, 1, 1, 3));

    [Fact]
    public void OneHalfIsObjectAndNotANumberIsNot()
    {
        ConfusionCounts.Of([0.5f, 0.49999997f, float.NaN], [255, 255, 255]).ShouldBe(new ConfusionCounts(1, 0, 2, 0));
        ConfusionCounts.Of([1f, 1f], [128, 127]).ShouldBe(new ConfusionCounts(1, 1, 0, 0));
    }

    [Fact]
    public void BytesFallOnTheSideOfOneHalf()
    {
        byte[] bytes = [0, 127, 128, 255];
        BinaryMask.Decide(bytes);
        bytes.ShouldBe(new byte[] { 0, 0, 255, 255 });
    }

    [Fact]
    public void MasksOfDifferentSizesAreRefused()
        => Should.Throw<ArgumentException>(() => ConfusionCounts.Of(new float[4], new byte[5])).Message.ShouldContain("5, got 4");

    [Fact]
    public void ScoresAgreeWithTheirDefinitions()
    {
        var counts = new ConfusionCounts(6, 2, 4, 8);
        const double Precision = 6.0 / 8;
        const double Recall = 6.0 / 10;
        Iou.Of(counts).ShouldBe(6.0 / 12, 1e-15);
        Iou.Of(counts.OfBackground).ShouldBe(8.0 / 14, 1e-15);
        MeanIou.Of(counts).ShouldBe(((6.0 / 12) + (8.0 / 14)) / 2, 1e-15);
        PerturbSeg.Metrics.Precision.Of(counts).ShouldBe(Precision, 1e-15);
        PerturbSeg.Metrics.Recall.Of(counts).ShouldBe(Recall, 1e-15);
        PixelAccuracy.Of(counts).ShouldBe(14.0 / 20, 1e-15);
        FMeasure.Of(counts).ShouldBe(1.3 * Precision * Recall / ((0.3 * Precision) + Recall), 1e-15);
    }

    [Fact]
    public void TwoEmptyMasksAgreeFully()
    {
        Iou.Of(BothEmpty).ShouldBe(1);
        Precision.Of(BothEmpty).ShouldBe(1);
        Recall.Of(BothEmpty).ShouldBe(1);
        FMeasure.Of(BothEmpty).ShouldBe(1);
        PixelAccuracy.Of(BothEmpty).ShouldBe(1);
    }

    [Fact]
    public void OneEmptyMaskScoresNothing()
    {
        foreach (ConfusionCounts counts in (ConfusionCounts[])[EmptyPrediction, EmptyTruth])
        {
            Iou.Of(counts).ShouldBe(0);
            Precision.Of(counts).ShouldBe(0);
            Recall.Of(counts).ShouldBe(0);
            FMeasure.Of(counts).ShouldBe(0);
            PixelAccuracy.Of(counts).ShouldBe(6.0 / 9, 1e-15);
        }
    }

    [Fact]
    public void PerfectMasksScoreOneAndOppositeMasksZero()
    {
        var perfect = new ConfusionCounts(3, 0, 0, 6);
        var opposite = new ConfusionCounts(0, 6, 3, 0);
        (Iou.Of(perfect), PixelAccuracy.Of(perfect), FMeasure.Of(perfect)).ShouldBe((1.0, 1.0, 1.0));
        (Iou.Of(opposite), PixelAccuracy.Of(opposite), FMeasure.Of(opposite)).ShouldBe((0.0, 0.0, 0.0));
    }
}
