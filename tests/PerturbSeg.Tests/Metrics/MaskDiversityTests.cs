using PerturbSeg.Metrics;

namespace PerturbSeg.Tests.Metrics;

public sealed class MaskDiversityTests
{
    [Fact]
    public void EqualMasksGiveOne() => MaskDiversity.MeanPairwiseIou([0.9f, 0.1f, 0.7f, 0.2f, 0.5f, 0.4f], 3).ShouldBe(1);

    [Fact]
    public void DisjointMasksGiveZero() => MaskDiversity.MeanPairwiseIou([1f, 0f, 0f, 1f], 2).ShouldBe(0);

    [Fact]
    public void ThePairsOfThreeMasksAreAveraged() // 1/2, 0, 1/2
        => MaskDiversity.MeanPairwiseIou([1f, 0f, 1f, 1f, 0f, 1f], 3).ShouldBe(1.0 / 3, 1e-15);

    [Fact]
    public void TwoEmptyMasksAreAlike() => MaskDiversity.MeanPairwiseIou(new float[8], 2).ShouldBe(1);

    [Fact]
    public void LongMasksAgreeWithCountingPixels()
    {
        const int Pixels = 131;
        float[] masks = new float[4 * Pixels];
        var random = new Random(8);
        for (int i = 0; i < masks.Length; i++)
            masks[i] = random.NextSingle();
        var ious = new List<double>();
        for (int i = 0; i < 4; i++)
            for (int j = 0; j < i; j++)
            {
                byte[] truth = [.. masks.Skip(j * Pixels).Take(Pixels).Select(v => v >= 0.5f ? (byte)255 : (byte)0)];
                ious.Add(Iou.Of(ConfusionCounts.Of(masks.AsSpan(i * Pixels, Pixels), truth)));
            }

        MaskDiversity.MeanPairwiseIou(masks, 4).ShouldBe(ious.Average(), 1e-12);
    }

    [Fact]
    public void FewerThanTwoOrUnevenMasksAreRefused()
    {
        Should.Throw<ArgumentException>(() => MaskDiversity.MeanPairwiseIou([1f], 1));
        Should.Throw<ArgumentException>(() => MaskDiversity.MeanPairwiseIou([1f, 1f, 1f], 2));
    }
}
