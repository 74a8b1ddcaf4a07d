namespace PerturbSeg.Torch.Tests;

[Collection(Alone.Name)]
public sealed class LinearMapTests
{
    [Fact]
    public void Slopes_of_any_order_are_those_of_the_same_map_that_libtorch_knows()
    {
        using var scope = new TensorScope();
        using var random = new RandomGenerator(1);
        Tensor matrix = Tensor.Normal(random, 3, 4), x = Tensor.Normal(random, 4, 2);
        x.RequiresGradient = true;
        Tensor[] expected = Slopes(y => matrix.MatMul(y));
        Tensor[] actual = Slopes(y => LinearMap.Apply(y, matrix.MatMul, matrix.Transpose(0, 1).MatMul));
        for (int i = 0; i < expected.Length; i++)
            actual[i].ShouldBeNear(expected[i].Values(), 1e-6);

        // y = (A x)², its slope, and the slope of that one's squared length.
        Tensor[] Slopes(Func<Tensor, Tensor> map)
        {
            Tensor y = map(x).Square();
            Tensor slope = Autograd.Gradients((y * y).Sum(), [x], createGraph: true)[0];
            return [y, slope, Autograd.Gradients(slope.Square().Sum(), [x])[0]];
        }
    }

    [Fact]
    public void No_tensor_is_left_behind()
    {
        long before = Alone.LiveTensors();
        using (var scope = new TensorScope())
        {
            Tensor x = Tensor.Full([5], 2);
            x.RequiresGradient = true;
            Tensor slope = Autograd.Gradients(LinearMap.Apply(x, y => y * 3, y => y * 3).Square().Sum(), [x], createGraph: true)[0];
            Autograd.Gradients(slope.Sum(), [x])[0].ShouldBeNear([18, 18, 18, 18, 18], 1e-6);
        }

        TorchRuntime.LiveTensors.ShouldBe(before);
    }
}
