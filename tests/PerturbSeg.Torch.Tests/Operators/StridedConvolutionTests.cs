using PerturbSeg.Torch.Operators;

namespace PerturbSeg.Torch.Tests.Operators;

/// <summary>Convolutions with a stride, or of each channel alone.</summary>
public sealed class StridedConvolutionTests
{
    /// <summary>N, I, O, H, W, kernel, padding, stride.</summary>
    public static TheoryData<int, int, int, int, int, int, int, int> Forms => new()
    {
        { 1, 1, 1, 1, 1, 1, 0, 1 },
        { 2, 3, 4, 6, 8, 4, 1, 2 },
        { 1, 2, 3, 5, 7, 3, 1, 2 },
        { 2, 2, 1, 7, 4, 3, 0, 1 },
        { 1, 3, 2, 9, 6, 2, 0, 3 },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void With_a_stride_it_agrees_with_scalar_code(int n, int i, int o, int h, int w, int k, int padding, int stride)
    {
        using var scope = new TensorScope();
        Tensor x = Point(n, i, h, w), weight = Point(o, i, k, k), bias = Point(o);
        Tensor y = Convolution.StridedConv2d(x, weight, bias, padding, stride);
        y.Shape.ToArray().ShouldBe([n, o, ((h + (2 * padding) - k) / stride) + 1, ((w + (2 * padding) - k) / stride) + 1]);
        double[] expected = new double[y.Count];
        double[] pixels = x.Values();
        Couple(x, y, weight, padding, stride, (pixel, place, value) => expected[place] += value * pixels[pixel]);
        y.ShouldBeNear(Add(expected, bias, y), 1e-12);
    }

    [Theory]
    [InlineData(1, 3, 1)]
    [InlineData(4, 3, 1)]
    [InlineData(2, 2, 0)]
    public void Depthwise_it_convolves_each_channel_alone(int channels, int kernel, int padding)
    {
        using var scope = new TensorScope();
        Tensor x = Point(2, channels, 5, 6), weight = Point(1, 1, kernel, kernel);
        Tensor[] alone = [.. Enumerable.Range(0, channels).Select(c => Convolution.StridedConv2d(x.Slice(1, c, c + 1), weight, null, padding, 1))];
        Convolution.DepthwiseConv2d(x, weight, padding).ShouldBeNear(Tensor.Concatenate(alone, 1), 1e-12);
    }

    [Fact]
    public void Gradients_of_input_weight_and_bias_agree_with_finite_differences()
    {
        using var scope = new TensorScope();
        Tensor x = Point(1, 2, 4, 4), weight = Point(3, 2, 4, 4);
        Match(given => Convolution.StridedConv2d(given, weight, null, 1, 2), x);
        Match(given => Convolution.StridedConv2d(x, given, null, 1, 2), weight);
        Match(given => Convolution.StridedConv2d(x, weight, given, 1, 2), Point(3));
        Match(given => Convolution.DepthwiseConv2d(given, Point(1, 1, 3, 3), 1), x);

        static void Match(Func<Tensor, Tensor> function, Tensor at)
            => FiniteDifferences.ShouldMatchGradient(given => function(given).Square().Sum(), at.Values(), at.Shape.ToArray(), 1e-6);
    }

    [Fact]
    public void Weights_follow_the_type_of_the_input()
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        Tensor x = Tensor.Normal(random, 2, 8, 8, 8), weight = Tensor.Normal(random, 8, 8, 4, 4), bias = Tensor.Normal(random, 8);
        Tensor kernel = Tensor.Normal(random, 1, 1, 3, 3), narrow = x.To(ScalarType.BFloat16);
        foreach ((Tensor actual, Tensor expected) in new[]
        {
            (Convolution.StridedConv2d(narrow, weight, bias, 1, 2), Convolution.StridedConv2d(x, weight, bias, 1, 2)),
            (Convolution.DepthwiseConv2d(narrow, kernel, 1), Convolution.DepthwiseConv2d(x, kernel, 1)),
        })
        {
            actual.Type.ShouldBe(ScalarType.BFloat16);
            actual.RelativeErrorTo(expected).ShouldBeLessThan(0.01); // 8 bits of significand round by up to 0.4 %
        }
    }

    private static Tensor Point(params long[] shape)
        => Tensor.From<double>(FiniteDifferences.Point((int)shape.Aggregate(1L, (product, extent) => product * extent)), shape);

    private static double[] Add(double[] sums, Tensor bias, Tensor y)
    {
        double[] values = bias.Values();
        long pixels = y.Shape[2] * y.Shape[3];
        return [.. sums.Select((sum, place) => sum + values[place / pixels % values.Length])];
    }

    // Every pair of a pixel of the input and one of the result that a weight joins, as flat places.
    private static void Couple(Tensor x, Tensor y, Tensor weight, int padding, int stride, Action<int, int, double> visit)
    {
        double[] weights = weight.Values();
        int inputs = (int)x.Shape[1], height = (int)x.Shape[2], width = (int)x.Shape[3], kernel = (int)weight.Shape[3];
        int outputs = (int)y.Shape[1], columns = (int)y.Shape[3], place = 0;
        for (int image = 0; image < y.Shape[0]; image++)
        {
            for (int o = 0; o < outputs; o++)
            {
                for (int pixel = 0; pixel < y.Shape[2] * columns; pixel++, place++)
                {
                    for (int tap = 0; tap < inputs * kernel * kernel; tap++)
                    {
                        int row = (pixel / columns * stride) + (tap / kernel % kernel) - padding, column = (pixel % columns * stride) + (tap % kernel) - padding;
                        if (row >= 0 && row < height && column >= 0 && column < width)
                            visit((((((image * inputs) + (tap / (kernel * kernel))) * height) + row) * width) + column, place, weights[(o * inputs * kernel * kernel) + tap]);
                    }
                }
            }
        }
    }
}
