namespace PerturbSeg.Torch.TorchSave;

/// <summary>Picks the elements of a strided view out of a storage, in row-major order.</summary>
internal static class StridedCopy
{
    /// <summary>Copies a view.</summary>
    /// <param name="file">The file.</param>
    /// <param name="tensor">The view; its bounds are checked already.</param>
    /// <param name="destination">Room for exactly its elements.</param>
    public static void Gather(MappedFile file, SavedTensor tensor, Span<byte> destination)
    {
        int size = ElementTypes.SizeOf(tensor.Type);
        ReadOnlySpan<long> shape = tensor.Shape;
        ReadOnlySpan<long> strides = tensor.Strides;
        Span<long> position = stackalloc long[shape.Length];
        long element = tensor.StorageOffset;
        for (int written = 0; written < destination.Length; written += size)
        {
            file.Bytes(tensor.Storage.FileOffset + element * size, size).CopyTo(destination[written..]);

            // The next position: the last dimension turns fastest, and one that is through starts over.
            for (int dimension = shape.Length - 1; dimension >= 0; dimension--)
            {
                element += strides[dimension];
                if (++position[dimension] < shape[dimension])
                    break;
                element -= strides[dimension] * shape[dimension];
                position[dimension] = 0;
            }
        }
    }
}
