using PerturbSeg.Torch.Operators;
using TorchSharp;

namespace PerturbSeg.Torch.Tests.Operators;

/// <summary>Convolutions against TorchSharp's, reached through the tensors' own.</summary>
public sealed class ConvolutionTests
{
    private const double BFloat16Error = 0.01; // 8 bits of significand round by up to 0.4 %

    /// <summary>N, I, O, H, W, kernel, padding y, padding x, bias.</summary>
    public static TheoryData<int, int, int, int, int, int, int, int, bool> Forms => new()
    {
        { 1, 1, 1, 1, 1, 1, 0, 0, true },
        { 3, 5, 7, 9, 6, 1, 0, 0, false },
        { 2, 16, 32, 8, 8, 1, 0, 0, true },
        { 1, 1, 1, 3, 3, 3, 1, 1, false },
        { 3, 5, 7, 9, 6, 3, 1, 1, true },
        { 2, 3, 2, 5, 7, 3, 1, 0, true },
        { 3, 16, 8, 7, 10, 3, 1, 0, false },
        { 2, 32, 16, 16, 16, 3, 1, 1, true },
        { 2, 4, 3, 8, 5, 5, 2, 2, true },
        { 2, 4, 3, 6, 5, 3, 0, 0, false },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void In_float32_values_and_gradients_are_those_of_libtorch(int n, int i, int o, int h, int w, int k, int padY, int padX, bool bias)
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        Tensor[] inputs = Inputs(random, n, i, o, h, w, k, bias);
        (Tensor y, Tensor[] gradients) = Differentiate(inputs, Ours(inputs, padY, padX));
        (Tensor expected, Tensor[] expectedGradients) = Differentiate(inputs, Theirs(inputs, padY, padX));
        y.ShouldBeNear(expected, 1e-5);
        foreach ((Tensor actual, Tensor wanted) in gradients.Zip(expectedGradients))
            actual.RelativeErrorTo(wanted).ShouldBeLessThan(1e-5);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void In_bfloat16_values_and_gradients_are_within_a_hundredth_of_float32(
        int n, int i, int o, int h, int w, int k, int padY, int padX, bool bias)
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(2);
        Tensor[] inputs = Inputs(random, n, i, o, h, w, k, bias);
        Tensor narrow;
        using (new MixedPrecision(ScalarType.BFloat16))
            narrow = Ours(inputs, padY, padX);
        narrow.Type.ShouldBe(ScalarType.BFloat16);
        (Tensor y, Tensor[] gradients) = Differentiate(inputs, narrow);
        (Tensor expected, Tensor[] expectedGradients) = Differentiate(inputs, Theirs(inputs, padY, padX));
        y.RelativeErrorTo(expected).ShouldBeLessThan(BFloat16Error);
        gradients.Length.ShouldBe(bias ? 3 : 2);
        foreach ((Tensor actual, Tensor wanted) in gradients.Zip(expectedGradients))
        {
            actual.Type.ShouldBe(ScalarType.Float32);
            actual.RelativeErrorTo(wanted).ShouldBeLessThan(BFloat16Error);
        }
    }

    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(3, 1, 1)]
    [InlineData(3, 1, 0)]
    public void The_gradient_of_a_squared_slope_in_bfloat16_is_near_that_of_float32(int kernel, int padY, int padX)
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(3);
        Tensor[] inputs = Inputs(random, 2, 8, 8, 7, 9, kernel, bias: true);
        Tensor[] expected = SlopeGradients(inputs, Theirs(inputs, padY, padX));
        Tensor narrow;
        using (new MixedPrecision(ScalarType.BFloat16))
            narrow = Ours(inputs, padY, padX);
        Tensor[] actual = SlopeGradients(inputs, narrow);
        for (int i = 0; i < 2; i++) // of input and weight; the softplus makes both depend on the slope
            actual[i].RelativeErrorTo(expected[i]).ShouldBeLessThan(2 * BFloat16Error);
    }

    /// <summary>Widths at which processors with matrix units use them: wrong tile settings there end the process or the numbers.</summary>
    [Theory]
    [InlineData(32, 32, 3)]
    [InlineData(64, 64, 3)]
    [InlineData(128, 64, 1)]
    public void The_bfloat16_convolution_agrees_with_float32_on_this_processor(int inputs, int outputs, int kernel)
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(4);
        using Autograd.Mode recording = Autograd.NoGradient();
        Tensor x = Tensor.Normal(random, 4, inputs, 16, 16), weight = Tensor.Normal(random, outputs, inputs, kernel, kernel);
        Tensor expected = Convolution.Conv2d(x, weight, null, kernel / 2, kernel / 2);
        Tensor actual = Convolution.Conv2d(Narrow(x), Narrow(weight), null, kernel / 2, kernel / 2);
        actual.Type.ShouldBe(ScalarType.BFloat16);
        actual.RelativeErrorTo(expected).ShouldBeLessThan(BFloat16Error);
    }

    [Fact]
    public void Without_asking_for_it_an_input_gets_no_gradient()
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(5);
        Tensor[] inputs = Inputs(random, 1, 2, 2, 4, 4, 3, bias: true);
        inputs[0].RequiresGradient = false;
        Tensor narrow;
        using (new MixedPrecision(ScalarType.BFloat16))
            narrow = Ours(inputs, 1, 1);
        (_, Tensor[] gradients) = Differentiate([inputs[1], inputs[2]], narrow);
        (_, Tensor[] expected) = Differentiate([inputs[1], inputs[2]], Theirs(inputs, 1, 1));
        gradients[0].RelativeErrorTo(expected[0]).ShouldBeLessThan(BFloat16Error);
        gradients[1].RelativeErrorTo(expected[1]).ShouldBeLessThan(BFloat16Error);
    }

    private static Tensor Narrow(Tensor tensor) => tensor.To(ScalarType.BFloat16).Contiguous(MemoryFormat.ChannelsLast);

    // x, weight and perhaps bias, all asking for gradients; rounded to bfloat16, so that only the computation's rounding is compared.
    private static Tensor[] Inputs(RandomGenerator random, int n, int i, int o, int h, int w, int k, bool bias)
    {
        Tensor[] drawn = [Tensor.Normal(random, n, i, h, w), Tensor.Normal(random, o, i, k, k), Tensor.Normal(random, o)];
        Tensor[] inputs = [.. drawn.Take(bias ? 3 : 2).Select(tensor => tensor.To(ScalarType.BFloat16).To(ScalarType.Float32))];
        foreach (Tensor input in inputs)
            input.RequiresGradient = true;
        return inputs;
    }

    private static Tensor Ours(Tensor[] inputs, int padY, int padX)
        => Convolution.Conv2d(inputs[0], inputs[1], inputs.Length > 2 ? inputs[2] : null, padY, padX);

    private static Tensor Theirs(Tensor[] inputs, int padY, int padX)
    {
        torch.Tensor? bias = inputs.Length > 2 ? inputs[2].Inner : null;
        using torch.Tensor result = torch.nn.functional.conv2d(inputs[0].Inner, inputs[1].Inner, bias, [1, 1], [padY, padX]);
        return Tensor.Of(result);
    }

    // The gradients of Σ y · c with fixed c of both signs.
    private static (Tensor Y, Tensor[] Gradients) Differentiate(Tensor[] inputs, Tensor y)
    {
        using var random = new RandomGenerator(7);
        Tensor direction = Tensor.Normal(random, y.Shape.ToArray());
        return (y, Autograd.Gradients((y.To(ScalarType.Float32) * direction).Sum(), inputs));
    }

    private static Tensor[] SlopeGradients(Tensor[] inputs, Tensor y)
    {
        Tensor figure = Activation.Softplus(y.To(ScalarType.Float32)).Sum();
        Tensor slope = Autograd.Gradients(figure, [inputs[0]], createGraph: true)[0];
        return Autograd.Gradients(slope.Square().Sum(), inputs);
    }
}
