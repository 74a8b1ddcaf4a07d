namespace PerturbSeg.Torch.Tests;

[Collection(Alone.Name)]
public sealed class TensorScopeTests
{
    [Fact]
    public void Closing_frees_what_was_made_inside_temporaries_included()
    {
        long before = Alone.LiveTensors();
        using (new TensorScope())
        {
            Tensor x = Tensor.Full([3], 2);
            ((x * 3.0) + x).ToArray<float>().ShouldBe([8, 8, 8]);
            TorchRuntime.LiveTensors.ShouldBe(before + 3);
        }

        TorchRuntime.LiveTensors.ShouldBe(before);
    }

    [Fact]
    public void A_tensor_moved_out_lives_as_long_as_the_enclosing_scope()
    {
        long before = Alone.LiveTensors();
        Tensor survivor;
        using (new TensorScope())
        {
            using (var inner = new TensorScope())
                survivor = inner.MoveOut(Tensor.Scalar(1) + Tensor.Scalar(2));
            TorchRuntime.LiveTensors.ShouldBe(before + 1);
            survivor.Item().ShouldBe(3);
        }

        TorchRuntime.LiveTensors.ShouldBe(before);
        Should.Throw<ObjectDisposedException>(() => survivor.Item());
    }

    [Fact]
    public void Outside_any_scope_the_caller_owns_what_was_moved_out()
    {
        long before = Alone.LiveTensors();
        Tensor survivor;
        using (var scope = new TensorScope())
            survivor = scope.MoveOut(Tensor.Scalar(4));
        survivor.Item().ShouldBe(4);
        survivor.Dispose();
        TorchRuntime.LiveTensors.ShouldBe(before);
    }

    [Fact]
    public void An_owned_tensor_outlives_every_scope()
    {
        long before = Alone.LiveTensors();
        Tensor owned;
        using (new TensorScope())
        using (new TensorScope())
            owned = Tensor.Scalar(5).Owned();
        owned.Item().ShouldBe(5);
        owned.Dispose();
        TorchRuntime.LiveTensors.ShouldBe(before);
    }

    [Fact]
    public void A_tensor_freed_early_is_not_freed_again()
    {
        long before = Alone.LiveTensors();
        using (new TensorScope())
        {
            Tensor.Scalar(1).Dispose();
            Tensor.Scalar(2).Item().ShouldBe(2);
        }

        TorchRuntime.LiveTensors.ShouldBe(before);
    }

    [Fact]
    public void Scopes_closed_in_the_wrong_order_are_refused()
    {
        var outer = new TensorScope();
        var inner = new TensorScope();
        Tensor x = Tensor.Scalar(1);
        Should.Throw<InvalidOperationException>(outer.Dispose).Message.ShouldContain("after the scopes opened inside");
        x.Item().ShouldBe(1);
        inner.Dispose();
        outer.Dispose();
        outer.Dispose();
        Should.Throw<ObjectDisposedException>(() => x.Item());
    }

    [Fact]
    public void A_scope_holds_nothing_made_on_another_thread()
    {
        using var scope = new TensorScope();
        Tensor? elsewhere = null;
        var thread = new Thread(() => elsewhere = Tensor.Scalar(6));
        thread.Start();
        thread.Join();
        scope.Dispose();
        elsewhere!.Item().ShouldBe(6);
        elsewhere.Dispose();
    }

    [Fact]
    public void Differentiating_frees_its_graph_with_the_scope()
    {
        long before = Alone.LiveTensors();
        using (new TensorScope())
        {
            Tensor x = Tensor.Full([4], 2);
            x.RequiresGradient = true;
            Tensor slope = Autograd.Gradients((x * x * x).Sum(), [x], createGraph: true)[0];
            Autograd.Gradients(slope.Square().Sum(), [x])[0].ToArray<float>().ShouldBe([288, 288, 288, 288]); // 36 x³
        }

        TorchRuntime.LiveTensors.ShouldBe(before);
    }
}
