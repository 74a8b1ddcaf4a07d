using PerturbSeg.Torch.Operators;

namespace PerturbSeg.Torch.Tests;

public sealed class MixedPrecisionTests
{
    [Fact]
    public void Inside_convolutions_and_matrix_products_are_narrow_and_after_it_they_are_not()
    {
        using var scope = new TensorScope();
        Types().ShouldBe([ScalarType.Float32, ScalarType.Float32]);
        using (new MixedPrecision(ScalarType.BFloat16))
            Types().ShouldBe([ScalarType.BFloat16, ScalarType.BFloat16]);
        Types().ShouldBe([ScalarType.Float32, ScalarType.Float32]);
    }

    [Fact]
    public void Float32_casts_nothing_and_stretches_nest()
    {
        using var scope = new TensorScope();
        using (new MixedPrecision(ScalarType.BFloat16))
        {
            using (new MixedPrecision(ScalarType.Float32))
                Types().ShouldBe([ScalarType.Float32, ScalarType.Float32]);
            Types().ShouldBe([ScalarType.BFloat16, ScalarType.BFloat16]);
        }

        Types().ShouldBe([ScalarType.Float32, ScalarType.Float32]);
    }

    [Fact]
    public void A_weight_changed_between_two_stretches_is_seen_by_the_second()
    {
        using var scope = new TensorScope();
        Tensor x = Tensor.Full([1, 1], 1), weight = Tensor.Full([1, 1], 2);
        weight.RequiresGradient = true;
        using (new MixedPrecision(ScalarType.BFloat16))
            x.MatMul(weight).Item().ShouldBe(2);
        using (Autograd.NoGradient())
            weight.CopyFrom(Tensor.Scalar(3));
        using (new MixedPrecision(ScalarType.BFloat16))
            x.MatMul(weight).Item().ShouldBe(3);
    }

    [Fact]
    public void Gradients_of_float32_weights_are_float32()
    {
        using var scope = new TensorScope();
        Tensor x = Tensor.Full([1, 2, 3, 3], 1), weight = Tensor.Full([2, 2, 3, 3], 1);
        weight.RequiresGradient = true;
        Tensor y;
        using (new MixedPrecision(ScalarType.BFloat16))
            y = Convolution.Conv2d(x, weight, null, 1, 1);
        Autograd.Gradients(y.To(ScalarType.Float32).Sum(), [weight])[0].Type.ShouldBe(ScalarType.Float32);
    }

    private static ScalarType[] Types()
    {
        Tensor x = Tensor.Full([1, 2, 3, 3], 1), weight = Tensor.Full([2, 2, 3, 3], 1), matrix = Tensor.Full([3, 3], 1);
        return [Convolution.Conv2d(x, weight, null, 1, 1).Type, x.MatMul(matrix).Type];
    }
}
