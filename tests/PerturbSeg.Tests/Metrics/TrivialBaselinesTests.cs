using PerturbSeg.Metrics;

namespace PerturbSeg.Tests.Metrics;

public sealed class TrivialBaselinesTests
{
    [Theory]
    [InlineData(1, 1, 0.05, 0.05)]
    [InlineData(7, 4, 0.3, 0.45)]
    [InlineData(36, 36, 0.5, 0.5)]
    [InlineData(50, 31, 0.75, 0.1)]
    [InlineData(10, 10, 0.75, 0.75)]
    public void RowsHoldThePixelsWhoseCentresLieInside(int width, int height, double semiX, double semiY)
    {
        var ellipse = new CentredEllipse(semiX, semiY);
        for (int y = 0; y < height; y++)
        {
            (int start, int end) = ellipse.Row(y, width, height);
            for (int x = 0; x < width; x++)
                (x >= start && x < end).ShouldBe(Inside(ellipse, x, y, width, height), $"pixel {x}, {y}");
        }
    }

    [Fact]
    public void AnEllipseInTheMiddleIsFoundWhateverThePhotosSize()
    {
        var truth = new CentredEllipse(0.35, 0.2);
        var baselines = new TrivialBaselines();
        foreach ((int width, int height) in ((int, int)[])[(80, 60), (64, 100), (41, 41)])
            baselines.Add(Rasterise(truth, width, height), width, height);

        BaselineResult best = baselines.Results()[TrivialBaselines.BestCentredEllipse];

        (best.SemiAxisX, best.SemiAxisY).ShouldBe((0.35, 0.2));
        (best.IouDataset, best.IouPhotoMean, best.Accuracy, best.FMeasure).ShouldBe((1.0, 1.0, 1.0, 1.0));
    }

    [Fact]
    public void TheBestOfAllEllipsesAgreesWithTryingEachPixelByPixel()
    {
        var random = new Random(5);
        (int Width, int Height, byte[] Mask)[] photos =
            [(9, 7, Blob(random, 9, 7)), (12, 12, Blob(random, 12, 12)), (5, 14, Blob(random, 5, 14))];
        var baselines = new TrivialBaselines();
        foreach ((int width, int height, byte[] mask) in photos)
            baselines.Add(mask, width, height);

        double expected = 0;
        for (int y = 1; y <= 15; y++)
            for (int x = 1; x <= 15; x++)
            {
                ConfusionCounts sum = default;
                foreach ((int width, int height, byte[] mask) in photos)
                {
                    byte[] ellipse = Rasterise(new CentredEllipse(x / 20.0, y / 20.0), width, height);
                    sum += ConfusionCounts.Of([.. ellipse.Select(v => v / 255f)], mask);
                }

                expected = Math.Max(expected, Iou.Of(sum));
            }

        baselines.Results()[TrivialBaselines.BestCentredEllipse].IouDataset.ShouldBe(expected, 1e-15);
    }

    private static bool Inside(CentredEllipse ellipse, int x, int y, int width, int height)
        => Math.Pow((x + 0.5 - (width / 2.0)) / (ellipse.SemiAxisX * width), 2)
            + Math.Pow((y + 0.5 - (height / 2.0)) / (ellipse.SemiAxisY * height), 2) <= 1;

    private static byte[] Rasterise(CentredEllipse ellipse, int width, int height)
        => [.. Enumerable.Range(0, width * height).Select(i => Inside(ellipse, i % width, i / width, width, height) ? (byte)255 : (byte)0)];

    private static byte[] Blob(Random random, int width, int height)
        => [.. Enumerable.Range(0, width * height).Select(i => Math.Abs((i % width) - (width / 2)) + random.Next(4) < 4 ? (byte)255 : (byte)0)];
}
