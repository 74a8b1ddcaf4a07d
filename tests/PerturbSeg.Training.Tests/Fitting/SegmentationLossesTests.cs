using PerturbSeg.Torch;
using PerturbSeg.Training.Fitting;

namespace PerturbSeg.Training.Tests.Fitting;

public sealed class SegmentationLossesTests
{
    [Fact]
    public void CrossEntropyAgreesWithItsDefinition()
    {
        float[] logits = [-3, -0.5f, 0, 2], targets = [0, 1, 0.5f, 1];
        double expected = logits.Zip(targets, (l, t) =>
        {
            double p = 1 / (1 + Math.Exp(-l));
            return -((t * Math.Log(p)) + ((1 - t) * Math.Log(1 - p)));
        }).Average();
        CrossEntropy(logits, targets).ShouldBe((float)expected, 1e-5f);
    }

    [Fact]
    public void CrossEntropyOfHugeLogitsStaysFinite()
        => CrossEntropy([500, -500, 500, -500], [1, 0, 0, 1]).ShouldBe(250, 1e-2f);

    [Fact]
    public void AnImageWithoutWeightCountsAsNoLoss()
    {
        using var scope = new TensorScope();
        Tensor logits = Tensor.From<float>([0, 0, 700, 700], [2, 1, 1, 2]), targets = Tensor.Zeros([2, 1, 1, 2]);
        Tensor weights = Tensor.From<float>([1, 0], [2, 1, 1, 1]);
        SegmentationLosses.CrossEntropy(logits, targets, weights).Item().ShouldBe((float)(Math.Log(2) / 2), 1e-5f);
    }

    private static float CrossEntropy(float[] logits, float[] targets)
    {
        using var scope = new TensorScope();
        return SegmentationLosses.CrossEntropy(Tensor.From<float>(logits, [1, 1, 2, 2]), Tensor.From<float>(targets, [1, 1, 2, 2])).Item();
    }
}
