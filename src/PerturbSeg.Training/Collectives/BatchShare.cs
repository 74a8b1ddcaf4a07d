using System.Runtime.InteropServices;
using PerturbSeg.Torch;

namespace PerturbSeg.Training.Collectives;

/// <summary>
/// One rank's share of each batch: of a batch of N images on S ranks, rank r has the images r, r + S, r + 2S, …. Losses are means over a batch, so the
/// mean of the ranks' gradients is the gradient of the whole batch; what compares images of a batch with one another <see cref="Gather"/>s them first.
/// </summary>
/// <remarks>
/// Every S-th image, not N / S in a row: then the first half of a share is a share of the first half, and images that form a group for
/// <c>MinibatchStandardDeviation</c> are on one rank where a share is a multiple of the group.
/// </remarks>
/// <param name="ranks">Those who share; borrowed.</param>
/// <param name="onDevices">Sums on the ranks' own devices; borrowed. Null for the processor's memory.</param>
public sealed class BatchShare(ICollective ranks, NcclSum? onDevices = null)
{
    private static readonly long[] Ranks = [0];
    private float[] _values = []; // kept, since gradients are as large at every step

    /// <summary>That of one rank, which has everything.</summary>
    public static BatchShare Whole { get; } = new(new SingleRank());

    /// <summary>Which share it is, from 0.</summary>
    public int Rank => ranks.Rank;

    /// <summary>How many shares there are.</summary>
    public int Size => ranks.Size;

    /// <summary>The whole batch, from all ranks; differentiable, also twice.</summary>
    /// <param name="own">This rank's share, [N / S, …].</param>
    /// <returns>[N, …], the same on every rank.</returns>
    public Tensor Gather(Tensor own) => Size == 1 ? own : LinearMap.Apply(own, GatherValues, slopes => Own(Sum(slopes)));

    /// <summary>This rank's share of a batch.</summary>
    /// <param name="whole">[N, …].</param>
    /// <returns>[N / S, …].</returns>
    public Tensor Own(Tensor whole)
    {
        ArgumentNullException.ThrowIfNull(whole);
        return Size == 1 ? whole : whole.Every(Size, Rank);
    }

    /// <summary>The mean over the ranks of what each has; differentiable.</summary>
    /// <param name="own">Of one shape on every rank.</param>
    /// <returns>Of the same shape, the same on every rank.</returns>
    public Tensor Mean(Tensor own)
    {
        ArgumentNullException.ThrowIfNull(own);
        return Size == 1 ? own : Gather(own.Reshape([1, .. own.Shape])).Mean(Ranks);
    }

    /// <summary>The means over the ranks of gradients, in one flat sum.</summary>
    /// <param name="gradients">Of the parameters of a network, null for one that took no part: the same ones on every rank.</param>
    public Tensor?[] Mean(Tensor?[] gradients)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        if (Size == 1)
            return gradients;
        Tensor flat = Sum(Tensor.Concatenate([.. gradients.OfType<Tensor>().Select(gradient => gradient.Reshape(-1))], 0)) / Size;
        long end = 0;
        return [.. gradients.Select(gradient => gradient is null ? null : flat.Slice(0, end, end += gradient.Count).Reshape(gradient.Shape.ToArray()))];
    }

    private Tensor Sum(Tensor own)
    {
        if (onDevices is not null)
            return onDevices.Sum(own.To(ScalarType.Float32)).To(own.Type);
        if (_values.Length < own.Count)
            _values = new float[own.Count];
        Span<float> values = _values.AsSpan(0, (int)own.Count);
        own.To(ScalarType.Float32).CopyBytesTo(MemoryMarshal.AsBytes(values));
        ranks.Sum(values);
        return Tensor.From<float>(values, own.Shape, own.Device).To(own.Type);
    }

    // [N / S, …] to [N, …]: image k of rank r is image kS + r.
    private Tensor GatherValues(Tensor own)
    {
        byte[] bytes = new byte[own.Count * ElementTypes.SizeOf(own.Type)], all = new byte[bytes.Length * Size];
        own.CopyBytesTo(bytes);
        ranks.Gather(bytes, all);
        return Tensor.FromBytes(all, [Size, .. own.Shape], own.Type, own.Device).Transpose(0, 1)
            .Reshape([own.Shape[0] * Size, .. own.Shape[1..]]);
    }
}
