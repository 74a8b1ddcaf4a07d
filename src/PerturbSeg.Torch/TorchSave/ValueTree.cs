using System.Numerics;

namespace PerturbSeg.Torch.TorchSave;

/// <summary>
/// Checks that what a pickle gave is a tree that anyone may walk: only kinds of <see cref="SavedKind"/>, not too deep, nothing that
/// contains itself, and no sharing that makes a short file endless to walk.
/// </summary>
internal sealed class ValueTree
{
    private const int MaxDepth = 100;
    private const long MaxValues = 10_000_000;

    private readonly string _path;

    // The values within a container, itself included, and how deep they are nested; the entry is there from the start and 0 until all of it is counted.
    private readonly Dictionary<object, (long Count, int Height)> _counted = new(ReferenceEqualityComparer.Instance);

    private ValueTree(string path) => _path = path;

    /// <summary>Checks a value and all within it.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="root">The value.</param>
    /// <exception cref="TorchSaveFormatException">It is not such a tree.</exception>
    public static void Check(string path, object? root) => new ValueTree(path).Count(root, 0, out _);

    private long Count(object? value, int depth, out int height)
    {
        height = 0;
        IReadOnlyList<object?> children;
        switch (value)
        {
            case null or bool or long or BigInteger or double or string or byte[] or SavedTensor:
                return 1;
            case SavedList list:
                children = list.Items;
                break;
            case SavedDictionary dictionary:
                children = dictionary.Values;
                break;
            case AllowedGlobal global:
                throw new TorchSaveFormatException(_path, $"it has the bare name {global.Name} as a value");
            default:
                throw new TorchSaveFormatException(_path, "it has a storage as a value, outside of any tensor");
        }

        if (_counted.TryGetValue(value, out (long Count, int Height) known))
        {
            height = known.Height;
            RequireDepth(depth + height);
            return known.Count > 0 ? known.Count : throw new TorchSaveFormatException(_path, "it has a value that contains itself");
        }

        RequireDepth(depth + 1);
        _counted.Add(value, default);
        long count = 1;
        foreach (object? child in children)
        {
            count += Count(child, depth + 1, out int below);
            height = Math.Max(height, below);
            if (count > MaxValues)
                throw new TorchSaveFormatException(_path, $"it has more than {MaxValues} values, counting shared ones wherever they appear");
        }

        height++;
        _counted[value] = (count, height);
        return count;
    }

    private void RequireDepth(int depth)
    {
        if (depth > MaxDepth)
            throw new TorchSaveFormatException(_path, $"its values are nested more than {MaxDepth} deep");
    }
}
