using PerturbSeg.Torch.Layers;

namespace PerturbSeg.Torch.Tests.Layers;

public sealed class EqualizedLinearTests
{
    [Theory]
    [InlineData(1, 0)]
    [InlineData(1, 0.7)]
    [InlineData(0.01, 1)]
    public void It_agrees_with_scalar_code(double learningRateFactor, double bias)
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        using var layer = new EqualizedLinear(5, 3, random, bias, learningRateFactor);
        Tensor x = Tensor.Normal(random, 2, 5);
        double[] weight = layer.Parameters.First(parameter => parameter.Name == "weight").Value.Values(), input = x.Values();
        double[] expected = new double[6];
        for (int n = 0; n < 2; n++)
        {
            for (int o = 0; o < 3; o++)
            {
                expected[(n * 3) + o] = bias;
                for (int i = 0; i < 5; i++)
                    expected[(n * 3) + o] += input[(n * 5) + i] * weight[(o * 5) + i] * learningRateFactor / Math.Sqrt(5);
            }
        }

        layer.Forward(x).ShouldBeNear(expected, 1e-6);
    }

    [Fact]
    public void Stored_weights_have_the_inverse_of_the_learning_rate_factor_as_deviation()
    {
        using var random = new RandomGenerator(1);
        using var layer = new EqualizedLinear(100, 100, random, learningRateFactor: 0.01);
        double[] weight = layer.Parameters.First().Value.Values();
        Math.Sqrt(weight.Average(value => value * value)).ShouldBe(100, 3);
    }
}
