using PerturbSeg.Torch.Operators;

namespace PerturbSeg.Torch.Tests;

public sealed class AutogradTests
{
    private static readonly long[] Matrix = [2, 3];
    private static readonly long[] Image = [1, 2, 4, 4];
    private static readonly long[] LastTwo = [2, 3];

    private static readonly Dictionary<string, (long[] Shape, Func<Tensor, Tensor> Function)> Compositions = new()
    {
        ["arithmetic"] = (Matrix, x => ((2 - x) * (x + 3.0) / ((x * x) + 1.0) - (x / 7)).Sum()),
        ["activations"] = (Matrix, x => (Activation.Softplus(x) * Activation.Tanh(x) * Activation.Sigmoid(-x)).Sum()),
        ["kinks"] = (Matrix, x => (Activation.LeakyRelu(x) * (x.Abs() + Activation.Relu(x))).Sum()),
        ["roots"] = (Matrix, x => ((x.Square() + 1.0).Sqrt() * (x.Square() + 2.0).Log() * (x.Square() + 3.0).Rsqrt()).Sum()),
        ["limits"] = (Matrix, x => (x.Clamp(-0.2, 0.7) * x).Sum()),
        ["choices"] = (Matrix, x => (Tensor.Minimum(x, x.Square()) * Tensor.Maximum(x, x.Square() * 3.0)).Sum()),
        ["where"] = (Matrix, x => Tensor.Where(x > 0.1, x * x, x * 3.0).Mean()),
        ["matrix product"] = (Matrix, x => x.MatMul(x.Transpose(0, 1)).Square().Sum()),
        ["reductions"] = (Image, x => (x.Mean(LastTwo, keep: true) * x).Square().Sum([1]).Sqrt().Mean()),
        ["extremes"] = (Image, x => (x.Largest(LastTwo) * x.Smallest(LastTwo)).Sum()),
        ["shape"] = (Matrix, x => (x.Reshape(3, 2).Permute(1, 0).Flip(1) * x.Square()).Sum()),
        ["pad and slice"] = (Matrix, x => (x.Pad([1, 0]).Slice(1, 0, 3) * x).Sum()),
        ["join and spread"] = (Matrix, x => Tensor.Concatenate([x.Slice(0, 0, 1).Expand(2, 3), x * x], 1).Square().Sum()),
        ["enlarge"] = (Image, x => (Resampling.DoubleBilinear(x) * Resampling.DoubleNearest(x)).Square().Sum()),
        ["resize"] = (Image, x => Resampling.ResizeBilinear(x, 3, 7).Square().Sum()),
        ["shrink"] = (Image, x => (Resampling.HalveByMean(x) * Resampling.HalveByMaximum(x)).Sum()),
        ["warp"] = (Image, x => Resampling.Warp(x, Tensor.From([0.9, 0.2, 0.1, -0.1, 1.1, -0.05], [1, 2, 3]), Resampling.Outside.Mirror).Square().Sum()),
        ["convolution"] = (Image, x => Convolution.Conv2d(x, x.Reshape(2, 2, 2, 4).Slice(3, 0, 2), null, 1, 1).Square().Sum()),
    };

    public static TheoryData<string> CompositionNames => [.. Compositions.Keys];

    [Theory]
    [MemberData(nameof(CompositionNames))]
    public void Gradients_agree_with_finite_differences(string composition)
    {
        (long[] shape, Func<Tensor, Tensor> function) = Compositions[composition];
        int count = (int)shape.Aggregate((a, b) => a * b);
        FiniteDifferences.ShouldMatchGradient(function, FiniteDifferences.Point(count), shape);
    }

    [Fact]
    public void Gathering_spreads_gradients_back()
        => FiniteDifferences.ShouldMatchGradient(
            x => x.Gather(1, Tensor.From<long>([2, 2, 0, 1], [2, 2])).Square().Sum(), FiniteDifferences.Point(6), Matrix);

    [Fact]
    public void The_gradient_of_a_squared_gradient_agrees_with_the_closed_form()
    {
        // f = Σ x³ has the gradient 3x², whose square sums to Σ 9x⁴, with the gradient 36x³.
        using var scope = new TensorScope();
        double[] point = FiniteDifferences.Point(5);
        Tensor x = Tensor.From<double>(point, [5]);
        x.RequiresGradient = true;
        Tensor slope = Autograd.Gradients((x * x * x).Sum(), [x], createGraph: true)[0];
        slope.ShouldBeNear([.. point.Select(value => 3 * value * value)], 1e-12);
        Tensor second = Autograd.Gradients(slope.Square().Sum(), [x])[0];
        second.ShouldBeNear([.. point.Select(value => 36 * value * value * value)], 1e-12);
    }

    [Fact]
    public void Without_the_graph_a_gradient_cannot_be_differentiated_again()
    {
        using var scope = new TensorScope();
        Tensor x = Tensor.Full([2], 3);
        x.RequiresGradient = true;
        Tensor slope = Autograd.Gradients(x.Square().Sum(), [x])[0];
        slope.RequiresGradient.ShouldBeFalse();
        Should.Throw<TorchException>(() => Autograd.Gradients(slope.Sum(), [x]));
    }

    [Fact]
    public void An_input_that_took_no_part_gets_zeros_of_its_shape()
    {
        using var scope = new TensorScope();
        Tensor used = Tensor.Full([2], 3), unused = Tensor.Full([3, 1], 3, type: ScalarType.Float64);
        used.RequiresGradient = unused.RequiresGradient = true;
        Tensor[] gradients = Autograd.Gradients(used.Square().Sum(), [unused, used]);
        gradients[0].ToString().ShouldBe("Float64[3, 1]");
        gradients[0].Values().ShouldBe([0, 0, 0]);
        gradients[1].Values().ShouldBe([6, 6]);
    }

    [Fact]
    public void A_gradient_on_the_way_is_had_too()
    {
        using var scope = new TensorScope();
        Tensor x = Tensor.Full([1], 2);
        x.RequiresGradient = true;
        Tensor square = x * x;
        Autograd.Gradients((square * square).Sum(), [square])[0].Item().ShouldBe(8);
    }

    [Fact]
    public void More_than_one_number_cannot_be_differentiated()
    {
        using var scope = new TensorScope();
        Tensor x = Tensor.Full([2], 3);
        x.RequiresGradient = true;
        Should.Throw<TorchException>(() => Autograd.Gradients(x * x, [x])).Message.ShouldContain("Float32[2]");
    }

    [Fact]
    public void A_freed_tensor_cannot_be_differentiated()
    {
        using var scope = new TensorScope();
        Tensor x = Tensor.Full([1], 3);
        x.RequiresGradient = true;
        Tensor square = x * x, other = Tensor.Full([1], 4);
        other.Dispose();
        Should.Throw<ObjectDisposedException>(() => Autograd.Gradients(square, [x, other]));
        square.Dispose();
        Should.Throw<ObjectDisposedException>(() => Autograd.Gradients(square, [x]));
    }

    [Fact]
    public void Stretches_with_and_without_recording_nest_and_restore()
    {
        using var scope = new TensorScope();
        Tensor x = Tensor.Full([1], 3);
        x.RequiresGradient = true;
        (x * x).RequiresGradient.ShouldBeTrue();
        using (Autograd.NoGradient())
        {
            (x * x).RequiresGradient.ShouldBeFalse();
            using (Autograd.WithGradient())
            {
                (x * x).RequiresGradient.ShouldBeTrue();
                using (Autograd.NoGradient())
                    (x * x).RequiresGradient.ShouldBeFalse();
                (x * x).RequiresGradient.ShouldBeTrue();
            }

            (x * x).RequiresGradient.ShouldBeFalse();
        }

        (x * x).RequiresGradient.ShouldBeTrue();
    }

    [Fact]
    public void A_detached_tensor_is_cut_off()
    {
        using var scope = new TensorScope();
        Tensor x = Tensor.Full([1], 3);
        x.RequiresGradient = true;
        Autograd.Gradients((x.Detach() * x).Sum(), [x])[0].Item().ShouldBe(3);
    }
}
