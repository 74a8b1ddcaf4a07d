using PerturbSeg.Training.Scoring;

namespace PerturbSeg.Training.Tests.Scoring;

public sealed class KernelDistanceTests
{
    [Fact]
    public void Blocks_agree_with_plain_loops_over_pairs()
    {
        FeatureVectors left = GaussianVectors.Draw(1, 13, 5), right = GaussianVectors.Draw(2, 15, 5, mean: 0.5);
        double[] blocks = [Plain(left, right, 0, 6), Plain(left, right, 6, 12)];
        var distance = KernelDistance.Between(left, right);
        distance.Blocks.ShouldBe(2);
        distance.Mean.ShouldBe(blocks.Average(), 1e-12);
        distance.Deviation.ShouldBe(Math.Abs(blocks[0] - blocks[1]) / Math.Sqrt(2), 1e-12);
    }

    [Fact]
    public void Small_samples_of_one_distribution_are_at_no_distance_on_average()
    {
        const int count = 60, dimensions = 8, size = count * dimensions;
        FeatureVectors all = GaussianVectors.Draw(3, 400 * count, dimensions);
        double[] distances = [.. Enumerable.Range(0, 200).Select(i => KernelDistance.Between(Part(2 * i), Part((2 * i) + 1)).Mean)];
        double mean = distances.Average(), deviation = Math.Sqrt(distances.Average(distance => distance * distance));
        Math.Abs(mean).ShouldBeLessThan(3 * deviation / Math.Sqrt(distances.Length));

        FeatureVectors Part(int i) => all with { Values = all.Values[(i * size)..((i + 1) * size)] };
    }

    [Fact]
    public void The_further_apart_the_greater()
    {
        FeatureVectors photos = GaussianVectors.Draw(5, 600, 8);
        double[] distances = [.. new[] { 0, 0.2, 0.4, 0.8 }.Select(mean => KernelDistance.Between(photos, GaussianVectors.Draw(6, 600, 8, mean)).Mean)];
        distances.ShouldBe(distances.Order());
    }

    private static double Plain(FeatureVectors left, FeatureVectors right, int start, int end)
    {
        double inLeft = 0, inRight = 0, across = 0, size = end - start;
        for (int i = start; i < end; i++)
        {
            for (int j = start; j < end; j++)
            {
                across += Kernel(left, i, right, j);
                if (i == j)
                    continue;
                inLeft += Kernel(left, i, left, j);
                inRight += Kernel(right, i, right, j);
            }
        }

        return ((inLeft + inRight) / (size * (size - 1))) - (2 * across / (size * size));
    }

    private static double Kernel(FeatureVectors left, int i, FeatureVectors right, int j)
    {
        double product = 0;
        for (int k = 0; k < left.Dimensions; k++)
            product += (double)left.Values[(i * left.Dimensions) + k] * right.Values[(j * right.Dimensions) + k];
        return Math.Pow((product / left.Dimensions) + 1, 3);
    }
}
