using PerturbSeg.Torch;
using PerturbSeg.Training.Scoring;

namespace PerturbSeg.Training.Tests.Scoring;

public sealed class RunningMomentsTests
{
    [Fact]
    public void Uneven_batches_far_from_zero_agree_with_two_passes_over_all()
    {
        const int count = 41, dimensions = 3;
        var random = new Random(1);
        double[] values = [.. Enumerable.Range(0, count * dimensions).Select(i => 1e7 + (i % dimensions) + random.NextDouble())];
        double[] mean = [.. Enumerable.Range(0, dimensions).Select(d => Enumerable.Range(0, count).Average(i => values[(i * dimensions) + d]))];
        var moments = new RunningMoments(dimensions);
        int first = 0;
        foreach (int size in (int[])[1, 0, 7, 32, 1])
        {
            using Tensor batch = Tensor.From<double>(values.AsSpan(first * dimensions, size * dimensions), [size, dimensions]);
            moments.Add(batch);
            first += size;
        }

        moments.Count.ShouldBe(count);
        double[] covariance = moments.Covariance();
        for (int a = 0; a < dimensions; a++)
        {
            moments.Mean[a].ShouldBe(mean[a], 1e-7);
            for (int b = 0; b < dimensions; b++)
            {
                double expected = Enumerable.Range(0, count).Sum(i => (values[(i * dimensions) + a] - mean[a]) * (values[(i * dimensions) + b] - mean[b])) / (count - 1);
                covariance[(a * dimensions) + b].ShouldBe(expected, 1e-8);
            }
        }
    }

    [Fact]
    public void One_vector_has_no_covariance()
    {
        var moments = new RunningMoments(1);
        using Tensor one = Tensor.From<double>([5], [1, 1]);
        moments.Add(one);
        moments.Mean.ShouldBe([5]);
        Should.Throw<InvalidOperationException>(() => moments.Covariance());
    }
}
