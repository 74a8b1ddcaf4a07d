using PerturbSeg.Mending;
using PerturbSeg.Torch;
using PerturbSeg.Torch.Tests;

namespace PerturbSeg.Tests.Mending;

[Collection(Alone.Name)]
public sealed class DenseCrfTests
{
    private const int Side = 16;

    [Fact]
    public void WithoutStrengthOnlyTrustRemains()
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        Tensor images = Tensor.Uniform(random, 2, 3, Side, Side), logits = Tensor.Normal(random, 2, 1, Side, Side);
        float[] refined = new DenseCrf(Trust: 0.25, Strength: 0).Refine(images, logits).ToArray<float>();
        refined.ShouldBe((logits * 0.25).ToArray<float>(), 1e-6);
    }

    [Fact]
    public void AMaskThatMissesTheEdgeOfAnObjectIsMovedOntoIt()
    {
        using var scope = new TensorScope();
        Tensor truth = Squares(4, 12), found = Squares(5, 12);
        Tensor images = ((truth * 1.2) - 0.6).Expand(-1, 3, -1, -1);
        Tensor refined = new DenseCrf().Refine(images, (found * 4) - 2);
        float[] wanted = truth.ToArray<float>(), actual = (refined > 0).To(ScalarType.Float32).ToArray<float>();
        wanted.Zip(actual).Count(pair => pair.First != pair.Second).ShouldBeLessThanOrEqualTo(1, "15 of the square's 64 pixels were missing");
    }

    [Theory]
    [InlineData(16)] // neighbours at most two pixels apart
    [InlineData(48)] // at most four
    public void AgreesWithMeanFieldWrittenOut(int side)
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(2);
        var crf = new DenseCrf(Iterations: 2);
        Tensor images = (Tensor.Uniform(random, 1, 3, side, side) * 0.6) - 0.3, logits = Tensor.Normal(random, 1, 1, side, side);
        crf.Refine(images, logits).ToArray<float>().ShouldBe(MeanField(crf, images.ToArray<float>(), logits.ToArray<float>(), side), 1e-4);
    }

    [Fact]
    public void AMirroredImageGivesTheMirroredMask()
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(3);
        Tensor images = Tensor.Uniform(random, 2, 3, Side, Side), logits = Tensor.Normal(random, 2, 1, Side, Side);
        float[] straight = new DenseCrf().Refine(images, logits).ToArray<float>();
        new DenseCrf().Refine(images.Flip(3), logits.Flip(3)).Flip(3).ToArray<float>().ShouldBe(straight, 1e-4);
    }

    [Fact]
    public void OnlyTheMaskIsLeftBehind()
    {
        long before = Alone.LiveTensors();
        using (new TensorScope())
        {
            Tensor images = Tensor.Zeros([1, 3, Side, Side]), logits = Tensor.Zeros([1, 1, Side, Side]);
            long inputs = TorchRuntime.LiveTensors;
            new DenseCrf().Refine(images, logits);
            TorchRuntime.LiveTensors.ShouldBe(inputs + 1);
        }

        TorchRuntime.LiveTensors.ShouldBe(before);
    }

    [Fact]
    public void MasksOfAnotherSizeAreRefused()
    {
        using var scope = new TensorScope();
        Should.Throw<ShapeMismatchException>(() => new DenseCrf().Refine(Tensor.Zeros([1, 3, 8, 8]), Tensor.Zeros([1, 1, 8, 9])));
    }

    private static Tensor Squares(int first, int end)
    {
        float[] values = new float[Side * Side];
        for (int y = first; y < end; y++)
            values.AsSpan((y * Side) + first, end - first).Fill(1);
        return Tensor.From<float>(values, [1, 1, Side, Side]);
    }

    private static float[] MeanField(DenseCrf crf, float[] image, float[] logits, int side)
    {
        int spacing = side == 16 ? 1 : 2;
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
                        int x = (p % side) + (dx * spacing), y = (p / side) + (dy * spacing);
                        int times = (Math.Abs(dx) <= 2 && Math.Abs(dy) <= 2 ? 1 : 0) + (dx % 2 == 0 && dy % 2 == 0 ? 1 : 0);
                        if ((dx == 0 && dy == 0) || x < 0 || y < 0 || x >= side || y >= side)
                            continue;
                        int q = (y * side) + x;
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
            double color = Enumerable.Range(0, 3).Sum(c => Math.Pow((image[(c * side * side) + p] - image[(c * side * side) + q]) / 2, 2));
            double place = latticeDistance * Math.Pow((double)spacing / side, 2);
            return Math.Exp((-color / (2 * crf.ColorDeviation * crf.ColorDeviation)) - (place / (2 * crf.Reach * crf.Reach)));
        }
    }
}
