namespace PerturbSeg.Torch.TorchSave;

/// <summary>What a name that a pickle may ask for is.</summary>
internal enum GlobalKind
{
    RebuildTensor,
    RebuildParameter,
    Storage,
    OrderedDictionary,
    Set,
    Size,
    Device,
}

/// <summary>
/// A Python name that a pickle may ask for. This list is all there is: each name stands for a value that this library builds by
/// itself, no name is ever looked up anywhere, and any other is refused.
/// </summary>
internal sealed class AllowedGlobal
{
    private static readonly Dictionary<string, AllowedGlobal> Allowed = new AllowedGlobal[]
    {
        new("torch._utils._rebuild_tensor_v2", GlobalKind.RebuildTensor),
        new("torch._utils._rebuild_parameter", GlobalKind.RebuildParameter),
        new("torch.DoubleStorage", ScalarType.Float64),
        new("torch.FloatStorage", ScalarType.Float32),
        new("torch.HalfStorage", ScalarType.Float16),
        new("torch.BFloat16Storage", ScalarType.BFloat16),
        new("torch.LongStorage", ScalarType.Int64),
        new("torch.IntStorage", ScalarType.Int32),
        new("torch.ShortStorage", ScalarType.Int16),
        new("torch.CharStorage", ScalarType.Int8),
        new("torch.ByteStorage", ScalarType.UInt8),
        new("torch.BoolStorage", ScalarType.Bool),
        new("torch.Size", GlobalKind.Size),
        new("torch.device", GlobalKind.Device),
        new("collections.OrderedDict", GlobalKind.OrderedDictionary),
        new("builtins.set", GlobalKind.Set),
        new("builtins.frozenset", GlobalKind.Set),
        new("__builtin__.set", GlobalKind.Set),
        new("__builtin__.frozenset", GlobalKind.Set),
    }.ToDictionary(global => global.Name, StringComparer.Ordinal);

    private AllowedGlobal(string name, GlobalKind kind)
    {
        Name = name;
        Kind = kind;
    }

    private AllowedGlobal(string name, ScalarType storageType)
        : this(name, GlobalKind.Storage)
        => StorageType = storageType;

    /// <summary>Module and name, with a dot between.</summary>
    public string Name { get; }

    public GlobalKind Kind { get; }

    /// <summary>The element type; of storages only.</summary>
    public ScalarType StorageType { get; }

    /// <summary>The entry of a name, or null where the name is not allowed.</summary>
    public static AllowedGlobal? Find(string name) => Allowed.GetValueOrDefault(name);
}
