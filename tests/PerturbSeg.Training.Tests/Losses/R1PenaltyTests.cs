using PerturbSeg.Torch;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.Losses;

namespace PerturbSeg.Training.Tests.Losses;

public sealed class R1PenaltyTests
{
    private const int Count = 3;
    private const int Pixels = 3 * 2 * 2;

    [Fact]
    public void Of_a_linear_discriminator_it_is_the_squared_weight_with_twice_the_weight_as_gradient()
    {
        using var scope = new TensorScope();
        double[] weights = FiniteDifferences.Point(Pixels);
        Tensor weight = Tensor.From<double>(weights, [1, 3, 2, 2]), photos = Photos();
        weight.RequiresGradient = true;
        Tensor penalty = R1Penalty.SquaredSlope(photos, (photos * weight).Sum([1, 2, 3]).Reshape(Count, 1));
        penalty.Type.ShouldBe(ScalarType.Float32);
        penalty.ShouldBeNear([weights.Sum(w => w * w)], 1e-6);
        Autograd.Gradients(penalty, [weight])[0].ShouldBeNear([.. weights.Select(w => 2 * w)], 1e-6);
    }

    [Fact]
    public void It_is_the_mean_over_photos_of_each_ones_own_slope()
    {
        // D = Σ x² / 2 has the slope x.
        using var scope = new TensorScope();
        Tensor photos = Photos();
        Tensor penalty = R1Penalty.SquaredSlope(photos, photos.Square().Sum([1, 2, 3]).Reshape(Count, 1) / 2);
        penalty.ShouldBeNear([photos.Values().Sum(x => x * x) / Count], 1e-6);
    }

    private static Tensor Photos()
    {
        Tensor photos = Tensor.From<double>(FiniteDifferences.Point(Count * Pixels), [Count, 3, 2, 2]);
        photos.RequiresGradient = true;
        return photos;
    }
}
