using PerturbSeg.Torch;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.Networks.StyleGan2;
using PerturbSeg.Training.Scenes;

namespace PerturbSeg.Training.Tests.Networks.StyleGan2;

public sealed class ModulatedConv2dTests
{
    private const int Count = 2;
    private const int Inputs = 3;
    private const int Outputs = 4;
    private const int StyleSize = 5;
    private const int Height = 4;
    private const int Width = 6;

    [Theory]
    [InlineData(3, true, WrappedAxes.None)]
    [InlineData(3, true, WrappedAxes.X)]
    [InlineData(3, true, WrappedAxes.Y)]
    [InlineData(3, true, WrappedAxes.Both)]
    [InlineData(3, false, WrappedAxes.X)]
    [InlineData(1, false, WrappedAxes.None)]
    [InlineData(1, true, WrappedAxes.Both)]
    public void Scaling_activations_equals_the_papers_weights_of_each_sample(int kernel, bool demodulate, WrappedAxes wrapped)
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        using var layer = new ModulatedConv2d(Inputs, Outputs, kernel, StyleSize, demodulate, wrapped, random);
        Tensor x = Tensor.Normal(random, Count, Inputs, Height, Width), w = Tensor.Normal(random, Count, StyleSize);
        Tensor y = layer.Forward(x, w, out Tensor? demodulation);
        (demodulation is not null).ShouldBe(demodulate);
        Tensor result = demodulation is null ? y : y * demodulation;
        double[] style = layer.Parameter("style.weight").Values(), bias = layer.Parameter("style.bias").Values();
        result.ShouldBeNear(Scalar(x.Values(), w.Values(), layer.Parameter("weight").Values(), style, bias, kernel, demodulate, wrapped), 1e-5);
    }

    [Theory]
    [InlineData(WrappedAxes.X)]
    [InlineData(WrappedAxes.Y)]
    [InlineData(WrappedAxes.Both)]
    public void Along_axes_that_go_around_turning_the_input_turns_the_output(WrappedAxes wrapped)
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        using var layer = new ModulatedConv2d(Inputs, Outputs, 3, StyleSize, demodulate: true, wrapped, random);
        Tensor x = Tensor.Normal(random, Count, Inputs, Height, Width), w = Tensor.Normal(random, Count, StyleSize);
        layer.Forward(TinyNetworks.Roll(x, wrapped, 2), w, out _).ShouldBeNear(TinyNetworks.Roll(layer.Forward(x, w, out _), wrapped, 2), 1e-5);
    }

    // Karras et al. 2020, equations 1 and 3: w' = s · w, w'' = w' / √(Σ w'² + ε), then an ordinary convolution.
    private static double[] Scalar(
        double[] x, double[] w, double[] weight, double[] style, double[] bias, int kernel, bool demodulate, WrappedAxes wrapped)
    {
        int taps = Inputs * kernel * kernel;
        double[] result = new double[Count * Outputs * Height * Width];
        for (int n = 0; n < Count; n++)
        {
            double[] scale = [.. Enumerable.Range(0, Inputs).Select(i =>
                bias[i] + (Enumerable.Range(0, StyleSize).Sum(s => w[(n * StyleSize) + s] * style[(i * StyleSize) + s]) / Math.Sqrt(StyleSize)))];
            for (int o = 0; o < Outputs; o++)
            {
                double[] modulated = [.. Enumerable.Range(0, taps).Select(t =>
                    weight[(o * taps) + t] / Math.Sqrt(taps) * scale[t / (kernel * kernel)])];
                double norm = demodulate ? Math.Sqrt(modulated.Sum(value => value * value) + 1e-8) : 1;
                for (int place = 0; place < Height * Width; place++)
                {
                    double sum = 0;
                    for (int t = 0; t < taps; t++)
                    {
                        int i = t / (kernel * kernel);
                        int row = (place / Width) + (t / kernel % kernel) - (kernel / 2), column = (place % Width) + (t % kernel) - (kernel / 2);
                        if (wrapped.HasFlag(WrappedAxes.X))
                            column = (column + Width) % Width;
                        if (wrapped.HasFlag(WrappedAxes.Y))
                            row = (row + Height) % Height;
                        if (row is >= 0 and < Height && column is >= 0 and < Width)
                            sum += modulated[t] * x[(((((n * Inputs) + i) * Height) + row) * Width) + column];
                    }

                    result[(((n * Outputs) + o) * Height * Width) + place] = sum / norm;
                }
            }
        }

        return result;
    }
}
