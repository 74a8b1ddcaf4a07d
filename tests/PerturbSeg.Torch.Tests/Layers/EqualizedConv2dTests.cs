using PerturbSeg.Torch.Layers;

namespace PerturbSeg.Torch.Tests.Layers;

public sealed class EqualizedConv2dTests
{
    private const int Inputs = 2;
    private const int Outputs = 3;
    private const int Height = 4;
    private const int Width = 5;

    [Theory]
    [InlineData(1, false, 1)]
    [InlineData(1, true, 1.5)]
    [InlineData(3, true, 1)]
    [InlineData(3, true, 1.4142135623730951)]
    [InlineData(3, false, 0.5)]
    public void It_agrees_with_scalar_code(int kernel, bool withBias, double gain)
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        using var layer = new EqualizedConv2d(Inputs, Outputs, kernel, random, withBias, gain);
        double[] bias = withBias ? [0.3, -0.2, 1.1] : [0, 0, 0];
        using (Autograd.NoGradient())
        {
            foreach ((_, Tensor value) in layer.Parameters.Where(parameter => parameter.Name == "bias"))
                value.CopyFrom(Tensor.From<double>(bias, [Outputs]));
        }

        Tensor x = Tensor.Normal(random, 1, Inputs, Height, Width);
        double[] weight = layer.Parameters.First(parameter => parameter.Name == "weight").Value.Values();
        layer.Forward(x).ShouldBeNear(Scalar(x.Values(), weight, bias, kernel, gain), 1e-5);
    }

    private static double[] Scalar(double[] x, double[] weight, double[] bias, int kernel, double gain)
    {
        double[] result = new double[Outputs * Height * Width];
        for (int place = 0; place < result.Length; place++)
        {
            int o = place / (Height * Width), row = place / Width % Height, column = place % Width;
            double sum = 0;
            for (int tap = 0; tap < Inputs * kernel * kernel; tap++)
            {
                int i = tap / (kernel * kernel);
                int y = row + (tap / kernel % kernel) - (kernel / 2), across = column + (tap % kernel) - (kernel / 2);
                if (y is >= 0 and < Height && across is >= 0 and < Width)
                    sum += x[(((i * Height) + y) * Width) + across] * weight[(o * Inputs * kernel * kernel) + tap];
            }

            result[place] = gain * ((sum / Math.Sqrt(Inputs * kernel * kernel)) + bias[o]);
        }

        return result;
    }
}
