namespace PerturbSeg.Torch.TorchSave;

/// <summary>The three kinds of sequence that a pickle tells apart.</summary>
internal enum SequenceKind
{
    List,
    Tuple,
    Set,
}

/// <summary>A list, tuple or set while and after a pickle is read. Sets keep the order of the file.</summary>
internal sealed class SavedList(SequenceKind kind, List<object?> items)
{
    public SequenceKind Kind { get; } = kind;

    public List<object?> Items { get; } = items;
}
