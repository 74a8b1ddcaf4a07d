using PerturbSeg.Torch;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.Networks.StyleGan1;

namespace PerturbSeg.Training.Tests.Networks.StyleGan1;

public sealed class AdaptiveInstanceNormTests
{
    private const int Count = 2;
    private const int Channels = 3;
    private const int StyleSize = 5;
    private const int Pixels = 4 * 6;

    [Fact]
    public void It_agrees_with_scalar_code()
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        using var layer = new AdaptiveInstanceNorm(Channels, StyleSize, random);
        Tensor x = (Tensor.Normal(random, Count, Channels, 4, 6) * 3) + 7.0, w = Tensor.Normal(random, Count, StyleSize);
        layer.Forward(x, w).ShouldBeNear(Scalar(layer, x.Values(), w.Values()), 1e-5);
    }

    [Fact]
    public void Gradients_agree_with_finite_differences_of_the_scalar_code()
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(2);
        using var layer = new AdaptiveInstanceNorm(Channels, StyleSize, random);
        Tensor x = Tensor.Normal(random, Count, Channels, 4, 6), w = Tensor.Normal(random, Count, StyleSize);
        Tensor direction = Tensor.Normal(random, Count, Channels, 4, 6);
        x.RequiresGradient = w.RequiresGradient = true;
        Tensor[] gradients = Autograd.Gradients((layer.Forward(x, w) * direction).Sum(), [x, w]);
        double[] along = direction.Values(), pixels = x.Values(), style = w.Values();
        gradients[0].ShouldBeNear(Quotients(pixels, moved => Scalar(layer, moved, style)), 1e-4);
        gradients[1].ShouldBeNear(Quotients(style, moved => Scalar(layer, pixels, moved)), 1e-4);

        double[] Quotients(double[] at, Func<double[], double[]> function)
        {
            const double step = 1e-5;
            return [.. at.Select((_, place) => (Moved(place, step) - Moved(place, -step)) / (2 * step))];

            double Moved(int place, double by)
            {
                double[] moved = [.. at];
                moved[place] += by;
                return function(moved).Zip(along, (value, factor) => value * factor).Sum();
            }
        }
    }

    [Fact]
    public void A_channel_of_one_colour_becomes_what_the_style_says()
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(3);
        using var layer = new AdaptiveInstanceNorm(1, StyleSize, random);
        Tensor w = Tensor.Zeros([1, StyleSize]);
        layer.Forward(Tensor.Full([1, 1, 4, 4], 5), w).Values().ShouldAllBe(value => value == 0); // the shift of a zero style
    }

    [Fact]
    public void In_bfloat16_the_statistics_are_those_of_float32()
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(4);
        using var layer = new AdaptiveInstanceNorm(Channels, StyleSize, random);
        Tensor narrow = ((Tensor.Normal(random, Count, Channels, 64, 64) * 0.1) + 3.0).To(ScalarType.BFloat16), w = Tensor.Normal(random, Count, StyleSize);
        Tensor y = layer.Forward(narrow, w);
        y.Type.ShouldBe(ScalarType.BFloat16);
        y.RelativeErrorTo(layer.Forward(narrow.To(ScalarType.Float32), w)).ShouldBeLessThan(0.004); // the rounding of the result alone
    }

    // Karras et al. 2019, equation 1: y_s (x − μ) / σ + y_b, with y from an equalised linear layer with He's gain.
    private static double[] Scalar(AdaptiveInstanceNorm layer, double[] x, double[] w)
    {
        double[] scale = Affine(layer, "scale", w), shift = Affine(layer, "shift", w);
        double[] result = new double[x.Length];
        for (int channel = 0; channel < x.Length / Pixels; channel++)
        {
            ReadOnlySpan<double> pixels = x.AsSpan(channel * Pixels, Pixels);
            double mean = 0, variance = 0;
            foreach (double value in pixels)
                mean += value / Pixels;
            foreach (double value in pixels)
                variance += (value - mean) * (value - mean) / Pixels;
            for (int i = 0; i < Pixels; i++)
                result[(channel * Pixels) + i] = (scale[channel] * (pixels[i] - mean) / Math.Sqrt(variance + 1e-5)) + shift[channel];
        }

        return result;
    }

    // [N · C].
    private static double[] Affine(AdaptiveInstanceNorm layer, string part, double[] w)
    {
        double[] weight = layer.Parameter($"{part}.weight").Values(), bias = layer.Parameter($"{part}.bias").Values();
        return
        [
            .. Enumerable.Range(0, w.Length / StyleSize * bias.Length).Select(place =>
                bias[place % bias.Length] + Enumerable.Range(0, StyleSize).Sum(s =>
                    Math.Sqrt(2.0 / StyleSize) * weight[(place % bias.Length * StyleSize) + s] * w[(place / bias.Length * StyleSize) + s])),
        ];
    }
}
