using PerturbSeg.Torch.Native;
using TorchSharp;

namespace PerturbSeg.Torch;

/// <content>Sums, means and extremes.</content>
public sealed partial class Tensor
{
    /// <summary>The sum of all elements: [].</summary>
    public Tensor Sum() => Call.Of(this, x => x.sum());

    /// <summary>Sums over dimensions.</summary>
    public Tensor Sum(long[] dimensions, bool keep = false) => Call.Of(this, x => x.sum(dimensions, keep));

    /// <summary>The mean of all elements: [].</summary>
    public Tensor Mean() => Call.Of(this, x => x.mean());

    /// <summary>Means over dimensions.</summary>
    public Tensor Mean(long[] dimensions, bool keep = false) => Call.Of(this, x => x.mean(dimensions, keep));

    /// <summary>Smallest elements over dimensions.</summary>
    public Tensor Smallest(long[] dimensions, bool keep = false) => Call.Of(this, x => x.amin(dimensions, keep));

    /// <summary>Largest elements over dimensions.</summary>
    public Tensor Largest(long[] dimensions, bool keep = false) => Call.Of(this, x => x.amax(dimensions, keep));

    /// <summary>The k-th smallest elements along a dimension, which goes.</summary>
    /// <param name="k">Which, from 1.</param>
    /// <param name="dimension">The dimension.</param>
    public Tensor KthSmallest(int k, int dimension) => Call.Of(this, x =>
    {
        (TorchTensor values, TorchTensor places) = torch.kthvalue(x, k, dimension);
        places.Dispose();
        return values;
    });

    /// <summary>Whether every element is true: [].</summary>
    public Tensor All() => Call.Of(this, x => x.all());

    /// <summary>Whether any element along a dimension is true; the dimension goes.</summary>
    public Tensor Any(int dimension) => Call.Of(this, x => x.any(dimension));
}
