namespace PerturbSeg.Torch.TorchSave;

/// <summary>A dictionary that keeps the order of the file; a key set twice keeps its first place and its last value, as in Python.</summary>
internal sealed class SavedDictionary(bool isOrdered)
{
    private readonly Dictionary<SavedKey, int> _places = [];
    private readonly List<SavedKey> _keys = [];
    private readonly List<object?> _values = [];

    /// <summary>Whether it was made by <c>collections.OrderedDict</c>, which may carry attributes besides its items.</summary>
    public bool IsOrdered { get; } = isOrdered;

    public IReadOnlyList<SavedKey> Keys => _keys;

    public IReadOnlyList<object?> Values => _values;

    public bool TryGet(SavedKey key, out object? value)
    {
        bool found = _places.TryGetValue(key, out int place);
        value = found ? _values[place] : null;
        return found;
    }

    public void Set(SavedKey key, object? value)
    {
        if (_places.TryAdd(key, _keys.Count))
        {
            _keys.Add(key);
            _values.Add(value);
        }
        else
        {
            _values[_places[key]] = value;
        }
    }
}
