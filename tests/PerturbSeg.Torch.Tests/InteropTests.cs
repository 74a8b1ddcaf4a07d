using TorchSharp;

namespace PerturbSeg.Torch.Tests;

/// <summary>Tensors of TorchSharp's and ours in one program.</summary>
[Collection(Alone.Name)]
public sealed class InteropTests
{
    [Fact]
    public void Both_ways_the_elements_are_the_same_memory()
    {
        TorchRuntime.Load();
        using torch.Tensor theirs = torch.zeros(2, 3);
        using Tensor ours = Tensor.Of(theirs), three = Tensor.Scalar(3);
        ours.CopyFrom(three);
        theirs.sum().item<float>().ShouldBe(18);
        ours.Inner.shape.ShouldBe([2, 3]);
    }

    [Fact]
    public void Gradients_go_through_a_tensor_that_was_brought_in()
    {
        TorchRuntime.Load();
        using torch.Tensor theirs = torch.full([2], 3f, requires_grad: true);
        using var scope = new TensorScope();
        Tensor ours = Tensor.Of(theirs);
        ours.Square().Sum().Inner.backward();
        theirs.grad!.data<float>().ToArray().ShouldBe([6, 6]);
    }

    [Fact]
    public void Asking_for_gradients_leaves_those_that_TorchSharp_holds()
    {
        using var scope = new TensorScope();
        Tensor x = Tensor.Full([2], 3);
        x.RequiresGradient = true;
        x.Square().Sum().Inner.backward();
        Autograd.Gradients((x * 5.0).Sum(), [x])[0].ToArray<float>().ShouldBe([5, 5]);
        x.Inner.grad!.data<float>().ToArray().ShouldBe([6, 6]);
    }

    [Fact]
    public void A_dispose_scope_of_TorchSharps_frees_none_of_ours()
    {
        Tensor ours;
        using (torch.NewDisposeScope())
            ours = Tensor.Full([2], 1);
        ours.ToArray<float>().ShouldBe([1, 1]);
        ours.Dispose();
        Should.Throw<ObjectDisposedException>(() => ours.Inner);
    }

    [Fact]
    public void Freeing_ours_leaves_theirs()
    {
        TorchRuntime.Load();
        using torch.Tensor theirs = torch.ones(2);
        Tensor.Of(theirs).Dispose();
        theirs.sum().item<float>().ShouldBe(2);
    }
}
