namespace PerturbSeg.Torch.TorchSave;

/// <summary>What the allowed names and the persistent ids of a pickle become: storages, tensors and plain values.</summary>
internal sealed class PickleBuilder(string path)
{
    private const long MostElements = 1L << 40;
    private const long MostRepeatedBytes = 64 << 20;
    private const int MostLetters = 4096; // of names, which are copied and hashed again and again
    private readonly Dictionary<string, SavedStorage> _storages = new(StringComparer.Ordinal);

    /// <summary>The storages met so far, by key.</summary>
    public IReadOnlyDictionary<string, SavedStorage> Storages => _storages;

    /// <summary>What calling an allowed name gives.</summary>
    /// <param name="global">The name.</param>
    /// <param name="arguments">Its arguments, any values.</param>
    public object Call(AllowedGlobal global, List<object?> arguments) => (global.Kind, arguments) switch
    {
        // The metadata of newer versions tells of lazy conjugation or negation, which would change the values.
        (GlobalKind.RebuildTensor, [SavedStorage storage, long offset, SavedList shape, SavedList strides, _, _, .. var metadata])
            when metadata is [] or [null or SavedDictionary { Keys: [] }] => View(storage, offset, Numbers(shape), Numbers(strides)),
        (GlobalKind.RebuildParameter, [SavedTensor tensor, _, _]) => tensor,
        (GlobalKind.OrderedDictionary, []) => new SavedDictionary(isOrdered: true),
        (GlobalKind.OrderedDictionary, [SavedList pairs]) => Ordered(pairs),
        (GlobalKind.Set, []) => new SavedList(SequenceKind.Set, []),
        (GlobalKind.Set, [SavedList items]) => new SavedList(SequenceKind.Set, [.. items.Items]),
        (GlobalKind.Size, [SavedList sizes]) => new SavedList(SequenceKind.Tuple, [.. sizes.Items]),
        (GlobalKind.Device, [string type]) => Short(type),
        (GlobalKind.Device, [string type, long index]) => $"{Short(type)}:{index}",
        _ => throw Error($"{global.Name} is called with arguments that it does not take"),
    };

    /// <summary>The storage that a persistent id stands for.</summary>
    /// <param name="id">("storage", type, key, location, count) and, in old files, the view, which is None.</param>
    public SavedStorage Storage(object? id)
    {
        if (id is not SavedList { Items: ["storage", AllowedGlobal { Kind: GlobalKind.Storage } type, string key, _, long count, .. var view] })
            throw Error("a persistent id is not that of a storage");
        if (view is not ([] or [null]))
            throw Error($"storage '{UntrustedText.Show(key)}' is a view of another storage, which is not supported");
        if (count is < 0 or > MostElements)
            throw Error($"storage '{UntrustedText.Show(key)}' would have {count} elements");
        if (!_storages.TryGetValue(Short(key), out SavedStorage? storage))
            _storages.Add(key, storage = new SavedStorage(key, type.StorageType, count));
        if (storage.Type != type.StorageType || storage.Count != count)
            throw Error($"storage '{UntrustedText.Show(key)}' is told twice, differently");
        return storage;
    }

    /// <summary>The key of a dictionary that a value stands for.</summary>
    public SavedKey Key(object? value) => value switch
    {
        string text => Short(text),
        long number => number,
        _ => throw Error("a key of a dictionary is neither a text nor a whole number of 64 bits"),
    };

    private string Short(string name)
        => name.Length <= MostLetters ? name : throw Error($"it has a name of {name.Length} letters, where {MostLetters} are the most");

    private SavedDictionary Ordered(SavedList pairs)
    {
        var dictionary = new SavedDictionary(isOrdered: true);
        foreach (object? pair in pairs.Items)
        {
            if (pair is not SavedList { Items: [object key, var value] })
                throw Error("collections.OrderedDict is called with something else than pairs");
            dictionary.Set(Key(key), value);
        }

        return dictionary;
    }

    private SavedTensor View(SavedStorage storage, long offset, long[] shape, long[] strides)
    {
        string subject = $"a tensor of shape [{string.Join(", ", shape)}], strides [{string.Join(", ", strides)}] and offset {offset}";
        if (strides.Length != shape.Length || offset < 0 || shape.Any(size => size < 0) || strides.Any(stride => stride < 0))
            throw Error($"{subject} makes no sense");
        Int128 most = 1;
        Int128 last = offset;
        for (int dimension = 0; dimension < shape.Length; dimension++)
        {
            most *= Math.Max(1, shape[dimension]);
            last += (Int128)Math.Max(0, shape[dimension] - 1) * strides[dimension];
            if (most > MostElements || last > MostElements)
                throw Error($"{subject} is too large");
        }

        var tensor = new SavedTensor(storage, offset, shape, strides);
        if (tensor.Count == 0)
            return tensor;
        if (last >= storage.Count)
            throw Error($"{subject} reaches outside of its storage of {storage.Count} elements");
        if (tensor.Count > storage.Count && tensor.Count * ElementTypes.SizeOf(storage.Type) > MostRepeatedBytes)
            throw Error($"{subject} repeats its storage of {storage.Count} elements too often");
        return tensor;
    }

    private long[] Numbers(SavedList list)
    {
        if (list.Items.Count > Tensor.MostDimensions)
            throw Error($"a tensor has {list.Items.Count} dimensions, more than {Tensor.MostDimensions}");
        return [.. list.Items.Select(item => item is long number ? number : throw Error("a shape or stride is not a whole number"))];
    }

    private TorchSaveFormatException Error(string reason) => new(path, reason);
}
