using PerturbSeg.Torch;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.Losses;

namespace PerturbSeg.Training.Tests.Losses;

public sealed class MaximumMeanDiscrepancyTests
{
    [Fact]
    public void It_is_the_mean_kernel_among_both_less_twice_that_between_them()
    {
        using var scope = new TensorScope();
        double[][] left = [[1, 0], [0, 1], [-1, 2]], right = [[0.5, 0.5], [2, 0], [0, -1]];
        double expected = Among(left) + Among(right) - (2 * left.Average(a => right.Average(b => Kernel(a, b))));
        MaximumMeanDiscrepancy.Of(Of(left), Of(right)).ShouldBeNear([expected], 1e-5);

        static double Among(double[][] all)
            => all.SelectMany((a, i) => all.Where((_, j) => j != i).Select(b => Kernel(a, b))).Average();

        static double Kernel(double[] a, double[] b) => 4 / (4 + a.Zip(b, (x, y) => (x - y) * (x - y)).Sum());

        static Tensor Of(double[][] rows) => Tensor.From<float>([.. rows.SelectMany(row => row.Select(value => (float)value))], [rows.Length, rows[0].Length]);
    }

    [Fact]
    public void Latents_of_another_distribution_are_told_from_drawn_ones()
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        Tensor drawn = Tensor.Normal(random, 64, 16), alike = Tensor.Normal(random, 64, 16), narrow = Tensor.Normal(random, 64, 16) * 0.3;
        Math.Abs((double)MaximumMeanDiscrepancy.Of(alike, drawn).Item()).ShouldBeLessThan(0.02);
        ((double)MaximumMeanDiscrepancy.Of(narrow, drawn).Item()).ShouldBeGreaterThan(0.1);
    }
}
