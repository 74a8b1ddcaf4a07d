namespace PerturbSeg.Torch.TorchSave;

/// <summary>A tensor of a <c>torch.save</c> file: what it is, not yet its elements. <see cref="TorchSaveFile.ReadTensor"/> reads them.</summary>
public sealed class SavedTensor
{
    private readonly long[] _shape;
    private readonly long[] _strides;

    internal SavedTensor(SavedStorage storage, long storageOffset, long[] shape, long[] strides)
    {
        Storage = storage;
        StorageOffset = storageOffset;
        _shape = shape;
        _strides = strides;
        Count = shape.Aggregate(1L, (product, size) => product * size);
    }

    /// <summary>The element type.</summary>
    public ScalarType Type => Storage.Type;

    /// <summary>The sizes, outermost first; empty for a scalar.</summary>
    public ReadOnlySpan<long> Shape => _shape;

    /// <summary>For each dimension, how many elements of the storage lie from one position to the next; 0 repeats.</summary>
    public ReadOnlySpan<long> Strides => _strides;

    /// <summary>The place of the first element in its storage, in elements.</summary>
    public long StorageOffset { get; }

    /// <summary>The name of the storage in the file; tensors with the same one share elements.</summary>
    public string StorageKey => Storage.Key;

    /// <summary>How many elements there are.</summary>
    public long Count { get; }

    internal SavedStorage Storage { get; }

    /// <summary>Whether the elements lie in the storage one after the other, in row-major order.</summary>
    internal bool IsContiguous
    {
        get
        {
            long expected = 1;
            for (int dimension = _shape.Length - 1; dimension >= 0; dimension--)
            {
                if (_shape[dimension] != 1 && _strides[dimension] != expected)
                    return Count == 0;
                expected *= _shape[dimension];
            }

            return true;
        }
    }

    /// <summary>Type and shape, for messages.</summary>
    public override string ToString() => $"{Type}[{string.Join(", ", _shape)}]";
}
