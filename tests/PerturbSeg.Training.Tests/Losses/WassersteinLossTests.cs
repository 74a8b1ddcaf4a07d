using PerturbSeg.Torch;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.Losses;

namespace PerturbSeg.Training.Tests.Losses;

public sealed class WassersteinLossTests
{
    private static readonly WassersteinLoss Loss = new();

    [Fact]
    public void Losses_are_differences_of_means_with_a_small_pull_against_drift()
    {
        using var scope = new TensorScope();
        Tensor photos = Tensor.From<double>([3, 5], [2, 1]), composites = Tensor.From<double>([-1, 2], [2, 1]);
        Loss.OfDiscriminator(photos, composites).ShouldBeNear([0.5 - 4 + (0.001 * 17)], 1e-12);
        Loss.OfGenerator(composites).ShouldBeNear([-0.5], 1e-12);
    }

    [Fact]
    public void Gradients_agree_with_finite_differences()
    {
        FiniteDifferences.ShouldMatchGradient(Loss.OfGenerator, FiniteDifferences.Point(5), [5, 1]);
        FiniteDifferences.ShouldMatchGradient(
            x => Loss.OfDiscriminator(x.Slice(0, 0, 2), x.Slice(0, 2, 5)), FiniteDifferences.Point(5), [5, 1]);
    }
}
