namespace PerturbSeg.Torch.Tests;

[Collection(Alone.Name)]
public sealed class OperatorLifetimeTests
{
    [Fact]
    public void More_results_than_room_is_an_error_that_frees_them()
    {
        long before = Alone.LiveTensors();
        using (Tensor x = Tensor.From<float>([3, -1, 2], [3]))
            Should.Throw<TorchException>(() => Operator.Find("aten::aminmax").Call(x)).Message.ShouldContain("2 results, room for 1");
        TorchRuntime.LiveTensors.ShouldBe(before);
    }

    [Fact]
    public void A_freed_tensor_among_the_arguments_throws_and_holds_nothing_back()
    {
        long before = Alone.LiveTensors();
        Tensor kept = Tensor.Scalar(1), freed = Tensor.Scalar(2);
        freed.Dispose();
        Should.Throw<ObjectDisposedException>(() => kept + freed);
        Should.Throw<ObjectDisposedException>(() => Tensor.Concatenate([kept, freed], 0));
        kept.Dispose();
        TorchRuntime.LiveTensors.ShouldBe(before);
    }
}
