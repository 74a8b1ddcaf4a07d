using PerturbSeg.Torch.Native;
using TorchSharp;

namespace PerturbSeg.Torch;

/// <content>Shape, order and type.</content>
public sealed partial class Tensor
{
    /// <summary>Joins tensors along a dimension.</summary>
    public static Tensor Concatenate(Tensor[] tensors, int dimension) => Call.Of(tensors, all => torch.cat(all, dimension));

    /// <summary>The same elements in another shape; one extent may be −1.</summary>
    public Tensor Reshape(params long[] shape) => Call.Of(this, x => x.reshape(shape));

    /// <summary>The dimensions in another order.</summary>
    public Tensor Permute(params long[] order) => Call.Of(this, x => x.permute(order));

    /// <summary>Two dimensions swapped.</summary>
    public Tensor Transpose(int first, int second) => Call.Of(this, x => x.transpose(first, second));

    /// <summary>Repeats extents of 1 without copying; −1 keeps an extent.</summary>
    public Tensor Expand(params long[] shape) => Call.Of(this, x => x.expand(shape));

    /// <summary>Reverses the order along dimensions.</summary>
    public Tensor Flip(params long[] dimensions) => Call.Of(this, x => x.flip(dimensions));

    /// <summary>Elements start … end − 1 of a dimension; a view. Negative positions count from the end.</summary>
    public Tensor Slice(int dimension, long start, long end) => Call.Of(this, x => x.slice(dimension, start, end, 1));

    /// <summary>Rows first, first + step, first + 2 · step, …</summary>
    public Tensor Every(long step, long first) => Call.Of(this, x => x.slice(0, first, long.MaxValue, step));

    /// <summary>Pads the last dimensions with a value: amounts are (before, after) of the last dimension, then of the one before, ….</summary>
    public Tensor Pad(long[] amounts, double value = 0) => Call.Of(this, x => torch.nn.functional.pad(x, amounts, PaddingModes.Constant, value));

    /// <summary>Picks along a dimension by an index for every element of the result.</summary>
    public Tensor Gather(int dimension, Tensor index) => Call.Of(this, index, (x, places) => x.gather(dimension, places));

    /// <summary>Picks whole slices of a dimension.</summary>
    /// <param name="dimension">The dimension.</param>
    /// <param name="places">[K], whole numbers.</param>
    public Tensor Select(int dimension, Tensor places) => Call.Of(this, places, (x, which) => x.index_select(dimension, which));

    /// <summary>The same elements, cut off from the graph of derivatives.</summary>
    public Tensor Detach() => Call.Of(this, x => x.detach());

    /// <summary>A copy with memory of its own, still in the graph.</summary>
    public Tensor Clone() => Call.Of(this, x => x.clone());

    /// <summary>The same values in the given memory order; no copy when they are so already.</summary>
    /// <exception cref="ShapeMismatchException">Channels last was asked for, and this is no [N, C, H, W].</exception>
    public Tensor Contiguous(MemoryFormat format = MemoryFormat.Contiguous)
    {
        if (format == MemoryFormat.Contiguous)
            return Call.Of(this, x => x.contiguous());
        ShapeMismatchException.ThrowUnless(this, nameof(Tensor), -1, -1, -1, -1);
        return Call.Of(this, x =>
        {
            using TorchTensor pixels = x.permute(0, 2, 3, 1), dense = pixels.contiguous(); // [N, H, W, C]
            return dense.permute(0, 3, 1, 2);
        });
    }

    /// <summary>Converted to another element type; no copy when it is that already.</summary>
    public Tensor To(ScalarType type) => Call.Of(this, x => x.to(type.ToTorch()));

    /// <summary>Moved to a device; no copy when it is there already.</summary>
    public Tensor To(Device device) => Call.Of(this, x => x.to(device.ToTorch()));
}
