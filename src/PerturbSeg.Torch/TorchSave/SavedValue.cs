using System.Numerics;

namespace PerturbSeg.Torch.TorchSave;

/// <summary>
/// A value of a <c>torch.save</c> file and the way to it, so that a wrong turn is told in words: "the file has no 'generator'".
/// Every member throws <see cref="TorchSaveFormatException"/> where the value is not what is asked for.
/// </summary>
public readonly struct SavedValue
{
    private const int MostKeysTold = 8;
    private readonly string _path;
    private readonly string? _parent;
    private readonly SavedKey _key;
    private readonly object? _value;

    internal SavedValue(string path, object? value)
        : this(path, null, default, value)
    {
    }

    private SavedValue(string path, string? parent, SavedKey key, object? value)
    {
        _path = path;
        _parent = parent;
        _key = key;
        _value = value;
    }

    /// <summary>What the value is.</summary>
    public SavedKind Kind => _value switch
    {
        null => SavedKind.None,
        bool => SavedKind.Boolean,
        long or BigInteger => SavedKind.WholeNumber,
        double => SavedKind.RealNumber,
        string => SavedKind.Text,
        byte[] => SavedKind.Bytes,
        SavedList => SavedKind.List,
        SavedDictionary => SavedKind.Dictionary,
        SavedTensor => SavedKind.Tensor,
        _ => throw new InvalidOperationException($"A {_value.GetType().Name} is no value of a file."),
    };

    /// <summary>The way to the value, for messages: "the file", or keys such as "'generator' / 'weight'".</summary>
    public string Where => _parent switch
    {
        null => "the file",
        "" => _key.ToString(),
        _ => $"{_parent} / {_key}",
    };

    /// <summary>How many items a list or dictionary has.</summary>
    public int Count => _value is SavedList list ? list.Items.Count : Dictionary().Keys.Count;

    /// <summary>The keys of a dictionary, in the order of the file.</summary>
    public IReadOnlyList<SavedKey> Keys => Dictionary().Keys;

    /// <summary>The items of a list, tuple or set, in the order of the file.</summary>
    public IEnumerable<SavedValue> Items
    {
        get
        {
            SavedValue self = this;
            List<object?> items = Expect<SavedList>("a list").Items;
            return items.Select((item, place) => self.Child((long)place, item));
        }
    }

    /// <summary>The keys and values of a dictionary, in the order of the file.</summary>
    public IEnumerable<(SavedKey Key, SavedValue Value)> Entries
    {
        get
        {
            SavedValue self = this;
            SavedDictionary dictionary = Dictionary();
            return dictionary.Keys.Zip(dictionary.Values, (key, value) => (key, self.Child(key, value)));
        }
    }

    /// <summary>An entry of a dictionary by key, or an item of a list by position.</summary>
    /// <param name="key">A text or a whole number.</param>
    /// <exception cref="TorchSaveFormatException">There is no such entry; the message tells what there is.</exception>
    public SavedValue this[SavedKey key]
    {
        get
        {
            if (_value is SavedList list && key.Text is null)
            {
                return key.Number >= 0 && key.Number < list.Items.Count
                    ? Child(key, list.Items[(int)key.Number])
                    : throw Error($"{Where} has no item {key}; it has {list.Items.Count}");
            }

            return TryGet(key, out SavedValue value) ? value : throw Error($"{Where} has no {key}; it has {TellKeys()}");
        }
    }

    /// <summary>Whether a dictionary has a key.</summary>
    /// <param name="key">A text or a whole number.</param>
    public bool Contains(SavedKey key) => Dictionary().TryGet(key, out _);

    /// <summary>Looks up an optional entry of a dictionary.</summary>
    /// <param name="key">A text or a whole number.</param>
    /// <param name="value">The entry, if there is one.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryGet(SavedKey key, out SavedValue value)
    {
        bool found = Dictionary().TryGet(key, out object? child);
        value = found ? Child(key, child) : default;
        return found;
    }

    /// <summary>The tensor.</summary>
    public SavedTensor AsTensor() => Expect<SavedTensor>("a tensor");

    /// <summary>The names and tensors of a dictionary that holds nothing else, as a module's state does, in the order of the file.</summary>
    public IReadOnlyList<(string Name, SavedTensor Tensor)> AsNamedTensors()
    {
        var tensors = new List<(string, SavedTensor)>(Count);
        foreach ((SavedKey key, SavedValue value) in Entries)
            tensors.Add((key.Text ?? throw Error($"{Where} has the key {key} where names are expected"), value.AsTensor()));
        return tensors;
    }

    /// <summary>The number, whole or real.</summary>
    public double AsNumber() => _value switch
    {
        long whole => whole,
        BigInteger whole => (double)whole,
        _ => Expect<double>("a number"),
    };

    /// <summary>The whole number.</summary>
    public long AsWholeNumber()
        => _value is BigInteger ? throw Error($"{Where} is a whole number beyond 64 bits") : Expect<long>("a whole number");

    /// <summary>The truth value.</summary>
    public bool AsBoolean() => Expect<bool>("a truth value");

    /// <summary>The text.</summary>
    public string AsText() => Expect<string>("a text");

    /// <summary>The raw bytes.</summary>
    public ReadOnlyMemory<byte> AsBytes() => Expect<byte[]>("raw bytes");

    /// <summary>The way to the value and what it is, for messages.</summary>
    public override string ToString() => $"{Where} is {Described()}";

    private SavedDictionary Dictionary() => Expect<SavedDictionary>("a dictionary");

    private T Expect<T>(string wanted) => _value is T value ? value : throw Error($"{Where} is {Described()}, not {wanted}");

    private SavedValue Child(SavedKey key, object? value) => new(_path, _parent is null ? "" : Where, key, value);

    private TorchSaveFormatException Error(string reason) => new(_path, reason);

    private string TellKeys()
    {
        IReadOnlyList<SavedKey> keys = Keys;
        if (keys.Count == 0)
            return "no entries";
        string told = string.Join(", ", keys.Take(MostKeysTold));
        return keys.Count > MostKeysTold ? $"{told} and {keys.Count - MostKeysTold} more" : told;
    }

    private string Described() => Kind switch
    {
        SavedKind.None => "None",
        SavedKind.Boolean => "a truth value",
        SavedKind.WholeNumber => "a whole number",
        SavedKind.RealNumber => "a real number",
        SavedKind.Text => "a text",
        SavedKind.Bytes => "raw bytes",
        SavedKind.List => "a list",
        SavedKind.Dictionary => "a dictionary",
        _ => "a tensor",
    };
}
