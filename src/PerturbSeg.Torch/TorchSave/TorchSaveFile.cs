namespace PerturbSeg.Torch.TorchSave;

/// <summary>
/// A file that PyTorch's <c>torch.save</c> wrote, opened read-only: the values are read, the elements of tensors only when
/// <see cref="ReadTensor"/> asks for them. Nothing in the file is ever executed: it gives tensors, numbers, texts, bytes, lists and
/// dictionaries, or it is refused.
/// </summary>
/// <remarks>
/// Reads the zip format of today and the older one that PyTorch wrote up to 1.5. The file must not be cut while it is open. Reading
/// from several threads is fine.
/// </remarks>
public sealed class TorchSaveFile : IDisposable
{
    private readonly MappedFile _mapping;
    private readonly IReadOnlyDictionary<string, SavedStorage> _storages;

    private TorchSaveFile(string path, MappedFile mapping, object? root, IReadOnlyDictionary<string, SavedStorage> storages)
    {
        FilePath = path;
        _mapping = mapping;
        Root = new SavedValue(path, root);
        _storages = storages;
    }

    /// <summary>The file, as it was named when opened.</summary>
    public string FilePath { get; }

    /// <summary>The value that was saved, most often a dictionary.</summary>
    public SavedValue Root { get; }

    /// <summary>Opens a file, reads its values, and checks where its tensors lie.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="TorchSaveFormatException">The file is damaged, is no such file, or asks for what a file of tensors does not need.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static TorchSaveFile Open(string path)
    {
        MappedFile mapping = MappedFile.Open(path);
        try
        {
            var builder = new PickleBuilder(path);
            object? root = mapping.Bytes(0, (int)Math.Min(mapping.Length, 2)) switch
            {
                [(byte)'P', (byte)'K'] => ZipFormat.Read(path, mapping, builder),
                [(byte)PickleOpcode.Proto, _] => LegacyFormat.Read(path, mapping, builder),
                _ => throw new TorchSaveFormatException(path, "it is neither a zip nor a pickle"),
            };
            ValueTree.Check(path, root);
            return new TorchSaveFile(path, mapping, root, builder.Storages);
        }
        catch
        {
            mapping.Dispose();
            throw;
        }
    }

    /// <summary>Reads the elements of one tensor, and of no other.</summary>
    /// <param name="tensor">A tensor of this file.</param>
    /// <param name="device">Where to.</param>
    /// <returns>A new tensor in row-major order, owned by the open scope.</returns>
    /// <exception cref="TorchSaveFormatException">It is larger than 2 GB, or has a truth value that is neither 0 nor 1.</exception>
    /// <exception cref="ArgumentException">The tensor is one of another file.</exception>
    public Tensor ReadTensor(SavedTensor tensor, Device device = default)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (!_storages.TryGetValue(tensor.StorageKey, out SavedStorage? storage) || !ReferenceEquals(storage, tensor.Storage))
            throw new ArgumentException($"{tensor} is not a tensor of {FilePath}.", nameof(tensor));
        int size = ElementTypes.SizeOf(tensor.Type);
        long length = tensor.Count * size;
        if (length > Array.MaxLength)
            throw new TorchSaveFormatException(FilePath, $"a tensor has {length} bytes, more than 2 GB: {tensor}");
        if (length == 0)
            return Tensor.FromBytes([], tensor.Shape, tensor.Type, device);
        try
        {
            if (tensor.IsContiguous)
                return Create(tensor, _mapping.Bytes(storage.FileOffset + tensor.StorageOffset * size, (int)length), device);
            byte[] gathered = new byte[length];
            StridedCopy.Gather(_mapping, tensor, gathered);
            return Create(tensor, gathered, device);
        }
        finally
        {
            _mapping.Release(storage.FileOffset, storage.Count * size);
        }
    }

    /// <summary>Closes the file; its values stay, its tensors can no longer be read.</summary>
    public void Dispose() => _mapping.Dispose();

    private Tensor Create(SavedTensor tensor, ReadOnlySpan<byte> bytes, Device device)
    {
        if (tensor.Type == ScalarType.Bool && bytes.ContainsAnyExceptInRange((byte)0, (byte)1))
            throw new TorchSaveFormatException(FilePath, $"a tensor has a truth value that is neither 0 nor 1: {tensor}");
        return Tensor.FromBytes(bytes, tensor.Shape, tensor.Type, device);
    }
}
