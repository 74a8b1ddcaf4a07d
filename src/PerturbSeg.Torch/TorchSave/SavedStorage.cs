namespace PerturbSeg.Torch.TorchSave;

/// <summary>A run of elements in a file, which one or more tensors are views of.</summary>
internal sealed class SavedStorage(string key, ScalarType type, long count)
{
    /// <summary>The name of the storage in its file.</summary>
    public string Key { get; } = key;

    public ScalarType Type { get; } = type;

    /// <summary>The number of elements.</summary>
    public long Count { get; } = count;

    /// <summary>The size in bytes.</summary>
    public long Bytes => Count * ElementTypes.SizeOf(Type);

    /// <summary>Where the first element lies, in bytes from the start of the file; known once the whole pickle is read.</summary>
    public long FileOffset { get; set; } = -1;
}
