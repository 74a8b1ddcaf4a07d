namespace PerturbSeg.Torch.Tests.Native;

/// <summary>What TorchSharp alone answers with the end of the process. Each would end the test run if the layer did not guard it.</summary>
public sealed class GuardedCallTests
{
    [Fact]
    public void Wrong_shapes_are_told_with_method_and_shapes()
    {
        using var scope = new TensorScope();
        Tensor x = Tensor.Zeros([2, 3]), y = Tensor.Zeros([5, 7], type: ScalarType.Float64);
        string message = Should.Throw<TorchException>(() => x.MatMul(y)).Message;
        message.ShouldStartWith("MatMul(Float32[2, 3], Float64[5, 7]): ");
        message.ShouldNotContain("Exception raised from");
    }

    [Theory]
    [InlineData(new long[] { 2, 3 }, new long[] { 4, 5 })]
    [InlineData(new long[] { 2, 3 }, new long[] { 3 })]
    [InlineData(new long[] { 2, 3, 4 }, new long[] { 5, 4, 2 })]
    [InlineData(new long[] { }, new long[] { 2, 2 })]
    public void A_matrix_product_of_shapes_that_do_not_fit_is_refused(long[] left, long[] right)
    {
        using var scope = new TensorScope();
        Tensor x = Tensor.Zeros(left), y = Tensor.Zeros(right);
        Should.Throw<TorchException>(() => x.MatMul(y));
    }

    [Fact]
    public void A_graph_that_was_freed_is_refused()
    {
        using var scope = new TensorScope();
        Tensor x = Tensor.Full([2], 3);
        x.RequiresGradient = true;
        Tensor sum = (x * x).Sum();
        Autograd.Gradients(sum, [x]);
        Should.Throw<TorchException>(() => Autograd.Gradients(sum, [x])).Message.ShouldContain("second time");
    }

    [Fact]
    public void A_tensor_changed_in_place_after_its_use_is_refused()
    {
        using var scope = new TensorScope();
        Tensor x = Tensor.Full([2], 3), one = Tensor.Scalar(1);
        x.RequiresGradient = true;
        Tensor square = x * x, sum = (square * square).Sum();
        square.Add(one);
        Should.Throw<TorchException>(() => Autograd.Gradients(sum, [x])).Message.ShouldContain("modified by an inplace operation");
    }

    [Fact]
    public void Inputs_that_ask_for_no_gradient_are_refused()
    {
        using var scope = new TensorScope();
        Tensor x = Tensor.Full([1], 3), y = Tensor.Full([1], 2);
        y.RequiresGradient = true;
        Should.Throw<TorchException>(() => Autograd.Gradients(x * y, [x]));
    }

    [Fact]
    public void A_state_of_another_size_type_or_kind_is_refused()
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        Tensor state = random.GetState();
        Should.Throw<TorchException>(() => random.SetState(Tensor.Zeros([7], type: ScalarType.UInt8))).Message.ShouldContain("UInt8[7]");
        Should.Throw<TorchException>(() => random.SetState(state.To(ScalarType.Float32)));
        random.SetState(state);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    public void Fewer_threads_than_one_are_refused(int threads)
        => Should.Throw<ArgumentOutOfRangeException>(() => TorchRuntime.Threads = threads);

    [Fact]
    public void Draws_that_cannot_be_are_refused()
    {
        using var random = new RandomGenerator(1);
        Should.Throw<TorchException>(() => Tensor.Integers(random, 3, 3, 2)).Message.ShouldContain("from 3 to below 3");
        Should.Throw<TorchException>(() => Tensor.Normal(random, 2, -1)).Message.ShouldContain("[2, -1]");
        Should.Throw<TorchException>(() => Tensor.Uniform(random, -1));
        Should.Throw<TorchException>(() => Tensor.Integers(random, 0, 3, -1));
    }

    [Fact]
    public void More_memory_than_there_is_is_told_as_that()
        => Should.Throw<OutOfDeviceMemoryException>(() => Tensor.Zeros([1L << 30, 1L << 15]));
}
