using PerturbSeg.Masks;
using PerturbSeg.Metrics;

namespace PerturbSeg.Tests.Metrics;

public sealed class FMeasureCurveTests
{
    [Fact]
    public void EveryLevelAgreesWithThresholdingPixelByPixel()
    {
        var random = new Random(3);
        var curve = new FMeasureCurve();
        double[] expected = new double[FMeasureCurve.Levels];
        for (int photo = 0; photo < 3; photo++)
        {
            float[] prediction = [.. Enumerable.Range(0, 97).Select(_ => random.NextSingle())];
            byte[] truth = [.. prediction.Select(value => value + random.NextSingle() > 1 ? (byte)255 : (byte)0)];
            curve.Add(prediction, truth);
            for (int level = 0; level < expected.Length; level++)
            {
                float[] decided = [.. prediction.Select(value => Math.Round(value * 255f) >= level ? 1f : 0f)];
                expected[level] += FMeasure.Of(ConfusionCounts.Of(decided, truth)) / 3;
            }
        }

        curve.Means.Zip(expected).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-12);
        curve.Maximum().FMeasure.ShouldBe(expected.Max(), 1e-12);
    }

    [Fact]
    public void TheLevelOfOneHalfIsTheRuleUsedEverywhere()
    {
        float[] prediction = [0.5f, 0.49999997f, 0.51f, 0.2f];
        byte[] truth = [255, 0, 0, 255];
        var curve = new FMeasureCurve();
        curve.Add(prediction, truth);
        curve.Means[BinaryMask.ByteThreshold].ShouldBe(FMeasure.Of(ConfusionCounts.Of(prediction, truth)), 1e-15);
    }

    [Fact]
    public void AMaskThatIsTooFaintIsPerfectAtALowerThreshold()
    {
        var curve = new FMeasureCurve();
        curve.Add([0.3f, 0.3f, 0.1f, 0f], [255, 255, 0, 0]);
        (double fMeasure, double threshold) = curve.Maximum();
        fMeasure.ShouldBe(1);
        threshold.ShouldBe(0.3, 0.003); // of all from .1 to .3 the one nearest to one half
        curve.Means[BinaryMask.ByteThreshold].ShouldBe(0);
    }

    [Fact]
    public void OneThresholdServesAllPhotos()
    {
        var curve = new FMeasureCurve();
        curve.Add([0.9f, 0.6f], [255, 0]); // perfect from .6 to .9
        curve.Add([0.4f, 0.1f], [255, 0]); // perfect from .1 to .4
        curve.Maximum().FMeasure.ShouldBe((1 + (1.3 * 0.5 / ((0.3 * 0.5) + 1))) / 2, 1e-12); // the first photo whole, the second right
    }

    [Fact]
    public void NotANumberIsBackgroundAndNoPhotosGiveNoCurve()
    {
        var curve = new FMeasureCurve();
        Should.Throw<InvalidOperationException>(() => curve.Maximum());
        Should.Throw<ArgumentException>(() => curve.Add(new float[2], new byte[3]));
        curve.Add([float.NaN, 1f], [0, 255]);
        curve.Means[1].ShouldBe(1);
    }
}
