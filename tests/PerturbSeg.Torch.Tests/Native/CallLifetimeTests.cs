using System.Runtime.CompilerServices;

namespace PerturbSeg.Torch.Tests.Native;

[Collection(Alone.Name)]
public sealed class CallLifetimeTests
{
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

    [Fact]
    public void A_refused_call_leaves_no_tensor_behind()
    {
        long before = Alone.LiveTensors();
        using (Tensor left = Tensor.Zeros([2, 3]), right = Tensor.Zeros([5, 7]))
        {
            Should.Throw<TorchException>(() => left.MatMul(right));
            Should.Throw<TorchException>(() => left + right);
            Should.Throw<TorchException>(() => left.CopyFrom(right));
        }

        TorchRuntime.LiveTensors.ShouldBe(before);
    }

    /// <summary>Where a call's tensors and numbers are not kept alive, this ends the process within seconds.</summary>
    [Fact]
    public void A_thread_that_collects_garbage_does_not_free_what_a_call_reads()
    {
        long before = TorchRuntime.LiveTensors;
        double sum;
        using (new CollectingThread())
            sum = SumWithoutScopes(2000);
        sum.ShouldBe(2000 * 6);
        Alone.LiveTensors().ShouldBeLessThanOrEqualTo(before);
    }

    // Without a scope only the calls themselves keep what they read. In a method of its own, so that none of it is held by this one.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static double SumWithoutScopes(int times)
    {
        double sum = 0;
        for (int i = 0; i < times; i++)
        {
            using Tensor result = ((Tensor.Full([64], 2) + 1.0) * Tensor.Full([64], 3)).Clamp(0, 5).AddProduct(Tensor.Full([64], 1), Tensor.Full([64], 1));
            sum += result.ToArray<float>()[63];
        }

        return sum;
    }
}
