using PerturbSeg.Torch;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.Losses;
using PerturbSeg.Training.Networks;

namespace PerturbSeg.Training.Tests.Losses;

public sealed class GradientPenaltyTests
{
    private const int Count = 3;
    private const int Pixels = 3 * 2 * 2;

    [Theory]
    [InlineData(0.2)]
    [InlineData(1)]
    [InlineData(7)]
    public void A_linear_critic_of_slope_L_pays_the_square_of_L_minus_1_wherever_it_is_asked(double slope)
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        double[] direction = FiniteDifferences.Point(Pixels);
        double length = Math.Sqrt(direction.Sum(w => w * w));
        Tensor weight = Tensor.From<double>([.. direction.Select(w => w * slope / length)], [1, 3, 2, 2]);
        weight.RequiresGradient = true;
        using var critic = new Critic(images => images * weight);
        Tensor penalty = GradientPenalty.Of(critic, Images(random), Images(random), Tensor.Uniform(random, Count, 1, 1, 1));
        penalty.ShouldBeNear([(slope - 1) * (slope - 1)], 1e-6);
        Autograd.Gradients(penalty, [weight])[0].ShouldBeNear([.. direction.Select(w => 2 * (slope - 1) * w / length)], 1e-5);
    }

    [Fact]
    public void The_slope_is_taken_of_each_image_between_photo_and_composite()
    {
        // D = c Σ x² / 2 has the slope c x; the penalty's derivative for c is a second derivative of D.
        using var scope = new TensorScope();
        using var random = new RandomGenerator(2);
        const double factor = 0.8;
        Tensor scale = Tensor.Full([1], factor, type: ScalarType.Float64), photos = Images(random), composites = Images(random);
        scale.RequiresGradient = true;
        double[] mix = [0, 0.3, 1];
        using var critic = new Critic(images => images.Square() * scale / 2);
        Tensor penalty = GradientPenalty.Of(critic, photos, composites, Tensor.From<double>(mix, [Count, 1, 1, 1]));
        double[] photo = photos.Values(), composite = composites.Values();
        double[] lengths =
        [
            .. mix.Select((share, n) => Math.Sqrt(Enumerable.Range(n * Pixels, Pixels).Sum(i => Math.Pow((share * photo[i]) + ((1 - share) * composite[i]), 2)))),
        ];
        penalty.ShouldBeNear([lengths.Average(length => Math.Pow((factor * length) - 1, 2))], 1e-5);
        Autograd.Gradients(penalty, [scale])[0].ShouldBeNear([lengths.Average(length => 2 * ((factor * length) - 1) * length)], 1e-5);
    }

    [Fact]
    public void A_critic_without_a_slope_pays_1_and_its_gradient_is_finite()
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(3);
        Tensor weight = Tensor.Zeros([1, 3, 2, 2], type: ScalarType.Float64);
        weight.RequiresGradient = true;
        using var critic = new Critic(images => images * weight);
        Tensor penalty = GradientPenalty.Of(critic, Images(random), Images(random), Tensor.Uniform(random, Count, 1, 1, 1));
        penalty.ShouldBeNear([1], 1e-6);
        Autograd.Gradients(penalty, [weight])[0].Values().ShouldAllBe(value => value == 0);
    }

    private static Tensor Images(RandomGenerator random) => Tensor.Normal(random, Count, 3, 2, 2).To(ScalarType.Float64);

    /// <summary>Judges by the sum of a function of each pixel.</summary>
    private sealed class Critic(Func<Tensor, Tensor> function) : Discriminator
    {
        public override Growth Growth { get; set; }

        public override Tensor[] Features(Tensor images) => [function(images)];

        protected override Tensor Judge(Tensor coarsest) => coarsest.Sum([1, 2, 3]).Reshape(-1, 1);
    }
}
