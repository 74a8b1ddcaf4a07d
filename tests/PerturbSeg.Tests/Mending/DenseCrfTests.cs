using PerturbSeg.Mending;

namespace PerturbSeg.Tests.Mending;

public sealed class DenseCrfTests
{
    private const int Side = 16;

    [Fact]
    public void WithoutStrengthOnlyTrustRemains()
    {
        float[] logits = Values(1, Side * Side, -3, 3);
        new DenseCrf(Trust: 0.25, Strength: 0).Refine(Values(2, 3 * Side * Side, -1, 1), logits, Side).ShouldBe(logits.Select(logit => logit / 4), 1e-6);
    }

    [Fact]
    public void AMaskThatMissesTheEdgeOfAnObjectIsMovedOntoIt()
    {
        float[] truth = Square(4, 12), found = Square(5, 12), plane = [.. truth.Select(value => (value * 1.2f) - 0.6f)];
        float[] refined = new DenseCrf().Refine([.. plane, .. plane, .. plane], [.. found.Select(value => (value * 4) - 2)], Side);
        truth.Zip(refined).Count(pair => pair.First > 0 != pair.Second > 0).ShouldBeLessThanOrEqualTo(1, "15 of the square's 64 pixels were missing");
    }

    [Theory]
    [InlineData(16, 16)] // neighbours at most two pixels apart
    [InlineData(48, 48)] // at most four
    [InlineData(5, 16)] // rows that neighbours reach beyond
    [InlineData(16, 3)]
    public void AgreesWithMeanFieldWrittenOut(int width, int height)
    {
        var crf = new DenseCrf(Iterations: 2);
        float[] image = Values(3, 3 * width * height, -0.3f, 0.3f), logits = Values(4, width * height, -2, 2);
        crf.Refine(image, logits, width).ShouldBe(MeanField(crf, image, logits, width), 1e-4);
    }

    [Fact]
    public void AMirroredImageGivesTheMirroredMask()
    {
        float[] image = Values(5, 3 * Side * Side, -1, 1), logits = Values(6, Side * Side, -2, 2);
        float[] straight = new DenseCrf().Refine(image, logits, Side);
        Mirror(new DenseCrf().Refine(Mirror(image), Mirror(logits), Side)).ShouldBe(straight, 1e-4);
    }

    [Fact]
    public void MasksOfAnotherSizeAreRefused()
        => Should.Throw<ArgumentException>(() => new DenseCrf().Refine(new float[192], new float[72], 8)).Message.ShouldContain("192");

    private static float[] Values(int seed, int count, float least, float most)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => least + ((most - least) * random.NextSingle()))];
    }

    private static float[] Mirror(float[] planes) => [.. planes.Chunk(Side).SelectMany(row => row.Reverse())];

    private static float[] Square(int first, int end)
    {
        float[] values = new float[Side * Side];
        for (int y = first; y < end; y++)
            values.AsSpan((y * Side) + first, end - first).Fill(1);
        return values;
    }

    private static float[] MeanField(DenseCrf crf, float[] image, float[] logits, int width)
    {
        int spacing = width == 48 ? 2 : 1, height = logits.Length / width;
        double[] current = [.. logits.Select(logit => crf.Trust * logit)];
        for (int iteration = 0; iteration < crf.Iterations; iteration++)
        {
            double[] next = new double[current.Length];
            for (int p = 0; p < current.Length; p++)
            {
                double heard = 0, weights = 1;
                for (int dy = -8; dy <= 8; dy++)
                {
                    for (int dx = -8; dx <= 8; dx++)
                    {
                        int x = (p % width) + (dx * spacing), y = (p / width) + (dy * spacing);
                        int times = (Math.Abs(dx) <= 2 && Math.Abs(dy) <= 2 ? 1 : 0) + (dx % 2 == 0 && dy % 2 == 0 ? 1 : 0);
                        if ((dx == 0 && dy == 0) || x < 0 || y < 0 || x >= width || y >= height)
                            continue;
                        int q = (y * width) + x;
                        double weight = times * Affinity(p, q, (dx * dx) + (dy * dy));
                        weights += weight;
                        heard += weight * Math.Tanh(current[q] / 2);
                    }
                }

                next[p] = (crf.Trust * logits[p]) + (crf.Strength * heard / weights);
            }

            current = next;
        }

        return [.. current.Select(value => (float)value)];

        double Affinity(int p, int q, int latticeDistance)
        {
            double color = Enumerable.Range(0, 3).Sum(c => Math.Pow((image[(c * width * height) + p] - image[(c * width * height) + q]) / 2, 2));
            double place = latticeDistance * Math.Pow((double)spacing / width, 2);
            return Math.Exp((-color / (2 * crf.ColorDeviation * crf.ColorDeviation)) - (place / (2 * crf.Reach * crf.Reach)));
        }
    }
}
