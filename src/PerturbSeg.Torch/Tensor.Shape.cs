namespace PerturbSeg.Torch;

/// <content>Shape, order and type.</content>
public sealed unsafe partial class Tensor
{
    private static readonly Operator ReshapeOperator = Operator.Find("aten::reshape");
    private static readonly Operator PermuteOperator = Operator.Find("aten::permute");
    private static readonly Operator TransposeOperator = Operator.Find("aten::transpose", "int");
    private static readonly Operator ExpandOperator = Operator.Find("aten::expand");
    private static readonly Operator FlipOperator = Operator.Find("aten::flip");
    private static readonly Operator SliceOperator = Operator.Find("aten::slice", "Tensor");
    private static readonly Operator CatOperator = Operator.Find("aten::cat");
    private static readonly Operator PadOperator = Operator.Find("aten::constant_pad_nd");
    private static readonly Operator GatherOperator = Operator.Find("aten::gather");
    private static readonly Operator DetachOperator = Operator.Find("aten::detach");
    private static readonly Operator CloneOperator = Operator.Find("aten::clone");
    private static readonly Operator ContiguousOperator = Operator.Find("aten::contiguous");
    private static readonly Operator ToTypeOperator = Operator.Find("aten::to", "dtype");
    private static readonly Operator ToDeviceOperator = Operator.Find("aten::to", "device");

    /// <summary>Joins tensors along a dimension.</summary>
    public static Tensor Concatenate(Tensor[] tensors, int dimension) => CatOperator.Call(tensors, (long)dimension);

    /// <summary>The same elements in another shape; one extent may be −1.</summary>
    public Tensor Reshape(params long[] shape) => ReshapeOperator.Call(this, shape);

    /// <summary>The dimensions in another order.</summary>
    public Tensor Permute(params long[] order) => PermuteOperator.Call(this, order);

    /// <summary>Two dimensions swapped.</summary>
    public Tensor Transpose(int first, int second) => TransposeOperator.Call(this, (long)first, (long)second);

    /// <summary>Repeats extents of 1 without copying; −1 keeps an extent.</summary>
    public Tensor Expand(params long[] shape) => ExpandOperator.Call(this, shape);

    /// <summary>Reverses the order along dimensions.</summary>
    public Tensor Flip(params long[] dimensions) => FlipOperator.Call(this, dimensions);

    /// <summary>Elements start … end − 1 of a dimension; a view. Negative positions count from the end.</summary>
    public Tensor Slice(int dimension, long start, long end) => SliceOperator.Call(this, (long)dimension, start, end);

    /// <summary>Pads the last dimensions with a value: amounts are (before, after) of the last dimension, then of the one before, ….</summary>
    public Tensor Pad(long[] amounts, double value = 0) => PadOperator.Call(this, amounts, value);

    /// <summary>Picks along a dimension by an index for every element of the result.</summary>
    public Tensor Gather(int dimension, Tensor index) => GatherOperator.Call(this, (long)dimension, index);

    /// <summary>The same elements, cut off from the graph of derivatives.</summary>
    public Tensor Detach() => DetachOperator.Call(this);

    /// <summary>A copy with memory of its own, still in the graph.</summary>
    public Tensor Clone() => CloneOperator.Call(this);

    /// <summary>The same values in the given memory order; no copy when they are so already.</summary>
    public Tensor Contiguous(MemoryFormat format = MemoryFormat.Contiguous) => ContiguousOperator.Call(this, format);

    /// <summary>Converted to another element type; no copy when it is that already.</summary>
    public Tensor To(ScalarType type) => ToTypeOperator.Call(this, type);

    /// <summary>Moved to a device; no copy when it is there already.</summary>
    public Tensor To(Device device) => ToDeviceOperator.Call(this, device, Type);
}
