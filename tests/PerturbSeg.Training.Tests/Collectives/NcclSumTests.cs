using PerturbSeg.Torch;
using PerturbSeg.Training.Collectives;

namespace PerturbSeg.Training.Tests.Collectives;

/// <summary>
/// What is asked of NCCL, told by functions in its place: the same signatures, over tensors in the processor's memory. It says nothing of NCCL itself, for which
/// one needs two GPUs.
/// </summary>
public sealed class NcclSumTests
{
    private const int Ranks = 3;

    [Fact]
    public void Ranks_meet_and_sum_where_the_elements_are()
    {
        using var nccl = new FakeNccl(Ranks);
        float[][] sums = ThreadRanks.Run(Ranks, ranks =>
        {
            using var scope = new TensorScope();
            using var sum = new NcclSum(nccl.Library, ranks, () => nccl.UseDevice(ranks.Rank));
            Tensor own = Tensor.From<float>([ranks.Rank, 10, 20, 30, 40, 50], [2, 3]).Transpose(0, 1); // not in row-major order
            Tensor total = sum.Sum(own);
            total.Shape.ToArray().ShouldBe([3, 2]);
            own.ToArray<float>()[0].ShouldBe(ranks.Rank);
            return total.ToArray<float>();
        });
        foreach (float[] one in sums)
            one.ShouldBe([3, 90, 30, 120, 60, 150]);
        nccl.Left.ShouldBe(Ranks);
    }

    [Fact]
    public void Gradients_and_gathered_slopes_go_that_way()
    {
        using var nccl = new FakeNccl(2);
        float[][] means = ThreadRanks.Run(2, ranks =>
        {
            using var scope = new TensorScope();
            using var sum = new NcclSum(nccl.Library, ranks, () => nccl.UseDevice(ranks.Rank));
            var share = new BatchShare(new NoHostSums(ranks), sum);
            Tensor weight = Tensor.Scalar(ranks.Rank + 1);
            weight.RequiresGradient = true;
            Tensor whole = share.Gather(weight.Reshape(1, 1)); // [2, 1]: both ranks have both
            Tensor?[] gradients = share.Mean([null, Autograd.Gradients((whole * whole).Sum(), [weight])[0]]);
            gradients[0].ShouldBeNull();
            return gradients[1]!.ToArray<float>();
        });
        means.ShouldAllBe(mean => mean[0] == 6); // d/dw of the sum over both ranks of 1 + 4: 4 and 8
    }

    [Fact]
    public void What_nccl_refuses_is_told()
    {
        using var nccl = new FakeNccl(1) { Refuses = true };
        Should.Throw<InvalidOperationException>(() => ThreadRanks.Run(1, ranks => new NcclSum(nccl.Library, ranks, () => { })).Length)
            .InnerException.ShouldBeOfType<IOException>().Message.ShouldBe("NCCL: invalid usage.");
    }

    [Theory]
    [InlineData(true, 7, 8, null)]
    [InlineData(true, 7, 7, "two ranks share a device, which NCCL does not allow")]
    [InlineData(false, 7, 8, "libnccl.so.2 is not there on every rank (Debian and Ubuntu: libnccl2)")]
    public void All_ranks_take_the_same_way(bool secondHasLibrary, int first, int second, string? obstacle)
        => ThreadRanks.Run(2, ranks => NcclSum.ObstacleOf(ranks, ranks.Rank == 0 || secondHasLibrary, (UInt128)(ranks.Rank == 0 ? first : second)) ?? "none")
            .ShouldAllBe(told => told == (obstacle ?? "none"));

    [Fact]
    public void One_rank_and_processors_have_no_choice()
        => ThreadRanks.Run(2, ranks => NcclSum.Join(ranks, Device.Cpu, out string? obstacle) is null && obstacle is null).ShouldAllBe(none => none);

    // Sums that go by way of the processor's memory fail.
    private sealed class NoHostSums(ICollective ranks) : ICollective
    {
        public int Rank => ranks.Rank;

        public int Size => ranks.Size;

        public void Sum(Span<float> values) => throw new InvalidOperationException("A sum went by way of the processor's memory.");

        public void Gather(ReadOnlySpan<byte> own, Span<byte> all) => ranks.Gather(own, all);

        public void Broadcast(Span<byte> bytes) => ranks.Broadcast(bytes);

        public void Abort(int exitCode) => ranks.Abort(exitCode);

        public void Dispose()
        {
        }
    }
}
