using PerturbSeg.Torch;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.Losses;

namespace PerturbSeg.Training.Tests.Losses;

public sealed class LogisticLossTests
{
    private static readonly LogisticLoss Loss = new();
    private static readonly double[] PhotoLogits = [0, 2, -40];
    private static readonly double[] CompositeLogits = [0, -1, 50];

    [Fact]
    public void Losses_are_the_logistic_ones()
    {
        using var scope = new TensorScope();
        Loss.OfDiscriminator(Logits(PhotoLogits), Logits(CompositeLogits))
            .ShouldBeNear([PhotoLogits.Average(x => Softplus(-x)) + CompositeLogits.Average(Softplus)], 1e-12);
        Loss.OfGenerator(Logits(CompositeLogits)).ShouldBeNear([CompositeLogits.Average(x => Softplus(-x))], 1e-12);
    }

    [Fact]
    public void The_generators_loss_does_not_saturate_when_it_is_found_out()
    {
        using var scope = new TensorScope();
        Tensor logits = Logits(-30);
        logits.RequiresGradient = true;
        Autograd.Gradients(Loss.OfGenerator(logits), [logits])[0].ShouldBeNear([-1], 1e-9);
    }

    [Fact]
    public void Gradients_agree_with_finite_differences()
    {
        FiniteDifferences.ShouldMatchGradient(Loss.OfGenerator, FiniteDifferences.Point(5), [5, 1]);
        FiniteDifferences.ShouldMatchGradient(
            x => Loss.OfDiscriminator(x.Slice(0, 0, 2), x.Slice(0, 2, 5)), FiniteDifferences.Point(5), [5, 1]);
    }

    private static double Softplus(double x) => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));

    private static Tensor Logits(params double[] values) => Tensor.From<double>(values, [values.Length, 1]);
}
