namespace PerturbSeg.Torch.Tests;

public sealed class OperatorTests
{
    private static readonly Operator MatMul = Operator.Find("aten::matmul");
    private static readonly Operator Cat = Operator.Find("aten::cat");

    [Fact]
    public void An_unknown_operator_is_named_in_the_error()
        => Should.Throw<TorchException>(() => Operator.Find("aten::no_such_thing")).Message.ShouldContain("aten::no_such_thing");

    [Fact]
    public void An_unknown_overload_is_named_in_the_error()
        => Should.Throw<TorchException>(() => Operator.Find("aten::add", "NoSuch")).Message.ShouldContain("aten::add.NoSuch");

    [Fact]
    public void Wrong_shapes_are_told_with_operator_and_shapes()
    {
        using var scope = new TensorScope();
        Tensor x = Tensor.Zeros([2, 3]), y = Tensor.Zeros([5, 7], type: ScalarType.Float64);
        string message = Should.Throw<TorchException>(() => MatMul.Call(x, y)).Message;
        message.ShouldContain("aten::matmul");
        message.ShouldContain("Float32[2, 3]");
        message.ShouldContain("Float64[5, 7]");
    }

    [Fact]
    public void A_missing_argument_is_named()
    {
        using var scope = new TensorScope();
        Tensor x = Tensor.Zeros([1, 1, 3, 3]);
        Should.Throw<TorchException>(() => Operator.Find("aten::conv2d").Call(x)).Message.ShouldContain("'weight'");
    }

    [Fact]
    public void Too_many_arguments_are_refused()
    {
        using var scope = new TensorScope();
        Tensor x = Tensor.Zeros([2, 2]);
        Should.Throw<TorchException>(() => MatMul.Call(x, x, x)).Message.ShouldContain("3 arguments given, 2 declared");
    }

    [Fact]
    public void An_operator_that_returns_a_number_is_no_tensor()
    {
        using var scope = new TensorScope();
        Tensor x = Tensor.Zeros([2, 2]);
        Should.Throw<TorchException>(() => Operator.Find("aten::equal").Call(x, x)).Message.ShouldContain("type Bool");
    }

    [Fact]
    public void A_text_crosses_and_none_leaves_an_optional_text_out()
    {
        using var scope = new TensorScope();
        Operator divide = Operator.Find("aten::div", "Tensor_mode");
        Tensor seven = Tensor.Scalar(7), two = Tensor.Scalar(2);
        divide.Call(seven, two, "floor").Item().ShouldBe(3);
        divide.Call(seven, two, Argument.None).Item().ShouldBe(3.5f);
    }

    [Fact]
    public void A_text_longer_than_a_word_and_a_list_of_tensors_cross_together()
    {
        using var scope = new TensorScope();
        Tensor left = Tensor.From<float>([1, 2, 3, 4], [2, 2]), right = Tensor.From<float>([5, 6, 7, 8], [2, 2]);
        Tensor product = Operator.Find("aten::einsum").Call("ij,jk->ik", new[] { left, right });
        product.ToArray<float>().ShouldBe([19, 22, 43, 50]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(200)]
    public void Lists_of_any_length_cross(int length)
    {
        using var scope = new TensorScope();
        Tensor[] parts = [.. Enumerable.Range(0, length).Select(i => Tensor.From<long>([i], [1]))];
        if (length == 0)
            Should.Throw<TorchException>(() => Cat.Call(parts, 0L)).Message.ShouldContain("0 tensors");
        else
            Cat.Call(parts, 0L).ToArray<long>().ShouldBe([.. Enumerable.Range(0, length).Select(i => (long)i)]);
    }

    [Fact]
    public void Lists_of_whole_and_real_numbers_cross()
    {
        using var scope = new TensorScope();
        Tensor x = Tensor.From<float>([1, 2], [1, 1, 1, 2]);
        Operator enlarge = Operator.Find("aten::upsample_nearest2d", "vec");
        enlarge.Call(x, Argument.None, new[] { 2.0, 3.0 }).Shape.ToArray().ShouldBe([1, 1, 2, 6]);
        enlarge.Call(x, new long[] { 3, 2 }, Argument.None).ToArray<float>().ShouldBe([1, 2, 1, 2, 1, 2]);
    }

    [Fact]
    public void None_leaves_one_bound_of_two_out()
    {
        using var scope = new TensorScope();
        Tensor x = Tensor.From<float>([-5, 0, 5], [3]);
        Operator.Find("aten::clamp").Call(x, Argument.None, 1.0).ToArray<float>().ShouldBe([-5, 0, 1]);
        Operator.Find("aten::clamp").Call(x, -1L).ToArray<float>().ShouldBe([-1, 0, 5]);
    }

    [Fact]
    public void A_whole_number_serves_where_a_real_one_is_declared()
    {
        using var scope = new TensorScope();
        Tensor x = Tensor.Full([4], 3);
        Operator.Find("aten::dropout").Call(x, 1L, true).ToArray<float>().ShouldBe([0, 0, 0, 0]);
        Operator.Find("aten::dropout").Call(x, 1L, false).ToArray<float>().ShouldBe([3, 3, 3, 3]);
    }

    [Fact]
    public void Several_results_come_back_in_order()
    {
        using var scope = new TensorScope();
        Tensor[] extremes = Operator.Find("aten::aminmax").CallMany(2, Tensor.From<float>([3, -1, 2], [3]));
        extremes.Select(tensor => tensor.Item()).ShouldBe([-1f, 3f]);
    }
}
