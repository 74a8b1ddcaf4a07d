using PerturbSeg.Segmentation;
using PerturbSeg.Torch;

namespace PerturbSeg.Tests.Segmentation;

public sealed class SegmentationLossesTests
{
    [Fact]
    public void CrossEntropyAgreesWithItsDefinition()
    {
        using var scope = new TensorScope();
        float[] logits = [-3, -0.5f, 0, 2], targets = [0, 1, 0.5f, 1];
        double expected = logits.Zip(targets, (l, t) =>
        {
            double p = 1 / (1 + Math.Exp(-l));
            return -((t * Math.Log(p)) + ((1 - t) * Math.Log(1 - p)));
        }).Average();
        Losses(logits, targets).CrossEntropy.ShouldBe((float)expected, 1e-5f);
    }

    [Fact]
    public void CrossEntropyOfHugeLogitsStaysFinite()
        => Losses([500, -500, 500, -500], [1, 0, 0, 1]).CrossEntropy.ShouldBe(250, 1e-2f);

    [Theory]
    [InlineData(new float[] { 1, 0, 0, 0 }, 0.0)]
    [InlineData(new float[] { 0, 0, 0, 1 }, 2.0 / 3)] // 1 − 1 / (1 + 1 + 1): the smoothing alone remains
    [InlineData(new float[] { 1, 1, 0, 0 }, 0.25)]
    public void DiceCountsTheSharedPixels(float[] targets, double expected)
        => Losses([50, -50, -50, -50], targets).Dice.ShouldBe((float)expected, 1e-5f);

    [Fact]
    public void DiceOfTwoEmptyMasksIsZero() => Losses([-50, -50, -50, -50], [0, 0, 0, 0]).Dice.ShouldBe(0, 1e-5f);

    private static (float CrossEntropy, float Dice) Losses(float[] logits, float[] targets)
    {
        using var scope = new TensorScope();
        Tensor l = Tensor.From<float>(logits, [1, 1, 2, 2]), t = Tensor.From<float>(targets, [1, 1, 2, 2]);
        return (SegmentationLosses.CrossEntropy(l, t).Item(), SegmentationLosses.SoftDice(l, t).Item());
    }
}
