using PerturbSeg.Torch.Optimizers;
using PerturbSeg.Torch.Tests.Layers;

namespace PerturbSeg.Torch.Tests.Optimizers;

public sealed class ExponentialMovingAverageTests
{
    [Fact]
    public void After_k_updates_with_a_constant_source_it_has_come_the_share_1_minus_decay_to_the_k()
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        using TwoPartModule average = new(random), source = new(random);
        var moving = new ExponentialMovingAverage(average, source);
        average.Scale.Values().ShouldBe(source.Scale.Values());
        double[] start = source.Scale.Values(), goal = [5, -3, 0.25];
        using (Autograd.NoGradient())
        {
            source.Scale.CopyFrom(Tensor.From<double>(goal, [3]));
            source.Statistic.CopyFrom(Tensor.Scalar(2));
        }

        double[] statistic = average.Statistic.Values();
        for (int i = 0; i < 4; i++)
            moving.Update(0.8);
        double kept = Math.Pow(0.8, 4);
        average.Scale.ShouldBeNear([.. start.Zip(goal, (a, b) => (kept * a) + ((1 - kept) * b))], 1e-6);
        average.Statistic.ShouldBeNear([.. statistic.Select(a => (kept * a) + ((1 - kept) * 2))], 1e-6);
    }

    [Fact]
    public void Decay_0_copies_and_decay_1_stays_and_no_gradient_is_asked_for()
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        using TwoPartModule average = new(random), source = new(random);
        var moving = new ExponentialMovingAverage(average, source);
        average.Parameters.ShouldAllBe(parameter => !parameter.Value.RequiresGradient);
        double[] start = source.Scale.Values();
        using (Autograd.NoGradient())
            source.Scale.CopyFrom(Tensor.Scalar(9));
        moving.Update(1);
        average.Scale.Values().ShouldBe(start);
        moving.Update(0);
        average.Scale.Values().ShouldBe([9, 9, 9]);
        average.Parameters.ShouldAllBe(parameter => !parameter.Value.RequiresGradient);
    }
}
