using PerturbSeg.Torch;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.Networks;

namespace PerturbSeg.Training.Tests.Networks;

public sealed class MinibatchStandardDeviationTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 3)]
    [InlineData(4, 4)]
    [InlineData(6, 6)]
    [InlineData(8, 4)]
    [InlineData(12, 4)]
    public void The_appended_channel_agrees_with_a_loop_over_groups(int count, int groupSize)
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        const int features = 2 * 3 * 2;
        Tensor x = Tensor.Normal(random, count, 2, 3, 2);
        double[] values = x.Values();
        int groups = count / groupSize;
        double[] figures = new double[groups];
        for (int group = 0; group < groups; group++)
        {
            int[] members = [.. Enumerable.Range(0, count).Where(n => n % groups == group)];
            members.Length.ShouldBe(groupSize);
            for (int f = 0; f < features; f++)
            {
                double mean = members.Average(n => values[(n * features) + f]);
                double variance = members.Average(n => Math.Pow(values[(n * features) + f] - mean, 2));
                figures[group] += Math.Sqrt(variance + 1e-8) / features;
            }
        }

        Tensor appended = MinibatchStandardDeviation.Append(x, group: 4);
        appended.ToString().ShouldBe($"Float32[{count}, 3, 3, 2]");
        appended.Slice(1, 0, 2).Values().ShouldBe(values);
        appended.Slice(1, 2, 3).ShouldBeNear([.. Enumerable.Range(0, count * 6).Select(i => figures[i / 6 % groups])], 1e-5);
    }
}
