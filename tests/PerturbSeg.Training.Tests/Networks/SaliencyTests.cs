using PerturbSeg.Torch;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.Networks;

namespace PerturbSeg.Training.Tests.Networks;

public sealed class SaliencyTests
{
    private const int Others = 3;

    [Fact]
    public void Of_a_critic_that_compares_images_it_is_the_slope_of_the_first_ones_logit_alone()
    {
        // Each logit is Σ xₙ · mean(x): the slope of the first is mean(x) + x₀ / N.
        using var scope = new TensorScope();
        double[] image = FiniteDifferences.Point(2 * 2 * 2), others = FiniteDifferences.Point((Others + 1) * 2 * 2 * 2)[8..];
        using var critic = new Comparing();
        (Tensor logit, Tensor slope) = Saliency.Of(critic, Tensor.From<double>(image, [1, 2, 2, 2]), Tensor.From<double>(others, [Others, 2, 2, 2]));
        double[] means = [.. image.Select((x, i) => (x + others.Where((_, j) => j % 8 == i).Sum()) / (Others + 1))];
        logit.ShouldBeNear([image.Zip(means, (x, mean) => x * mean).Sum()], 1e-6);
        double[] slopes = [.. means.Zip(image, (mean, x) => Math.Abs(mean + (x / (Others + 1))))];
        slope.Shape.ToArray().ShouldBe([1, 1, 2, 2]);
        slope.ShouldBeNear([.. Enumerable.Range(0, 4).Select(pixel => slopes[pixel] + slopes[pixel + 4])], 1e-6);
    }

    [Theory]
    [InlineData(Architecture.StyleGan1, false)]
    [InlineData(Architecture.StyleGan2, false)]
    [InlineData(Architecture.StyleGan2, true)]
    public void Of_a_discriminator_it_agrees_with_differences(Architecture architecture, bool judgesMasks)
    {
        const double step = 1e-2;
        using var scope = new TensorScope();
        using var random = new RandomGenerator(5);
        NetworkOptions options = (architecture == Architecture.StyleGan1 ? TinyNetworks.StyleGan1() : TinyNetworks.Options()) with { JudgesMasks = judgesMasks };
        using var discriminator = Discriminator.Create(options, random);
        discriminator.RequireGradients(false);
        int channels = judgesMasks ? 4 : 3, pixels = options.Resolution * options.Resolution;
        Tensor image = Tensor.Normal(random, 1, channels, options.Resolution, options.Resolution), others = Tensor.Normal(random, Others, channels, options.Resolution, options.Resolution);
        float[] point = image.ToArray<float>(), slope = Saliency.Of(discriminator, image, others).Slope.ToArray<float>();
        double[] differences = [.. Enumerable.Range(0, pixels).Select(pixel => Enumerable.Range(0, channels).Sum(channel => Difference((channel * pixels) + pixel)))];

        // In float32 and with the kinks of leaky rectifiers, no single pixel agrees closely: all of them together do.
        double apart = slope.Zip(differences, (a, b) => Math.Abs(a - b)).Sum();
        apart.ShouldBeLessThan(0.05 * differences.Sum());
        slope.Sum().ShouldBeGreaterThan(0);

        double Difference(int place) => Math.Abs(Logit(place, step) - Logit(place, -step)) / (2 * step);

        double Logit(int place, double by)
        {
            using var trial = new TensorScope();
            float[] moved = [.. point];
            moved[place] += (float)by;
            return discriminator.Forward(Tensor.Concatenate([Tensor.From<float>(moved, [1, channels, options.Resolution, options.Resolution]), others], 0)).ToArray<float>()[0];
        }
    }

    [Fact]
    public void Images_of_other_shapes_are_refused()
    {
        using var scope = new TensorScope();
        using var critic = new Comparing();
        Should.Throw<ShapeMismatchException>(() => Saliency.Of(critic, Tensor.Zeros([2, 3, 4, 4]), Tensor.Zeros([3, 3, 4, 4])));
        Should.Throw<ShapeMismatchException>(() => Saliency.Of(critic, Tensor.Zeros([1, 3, 4, 4]), Tensor.Zeros([3, 4, 4, 4])));
    }

    /// <summary>Judges each image by what it shares with the mean of the batch.</summary>
    private sealed class Comparing : Discriminator
    {
        public override Growth Growth { get; set; }

        public override Tensor[] Features(Tensor images) => [images * images.Mean([0], keep: true)];

        protected override Tensor Judge(Tensor coarsest) => coarsest.Sum([1, 2, 3]).Reshape(-1, 1);
    }
}
