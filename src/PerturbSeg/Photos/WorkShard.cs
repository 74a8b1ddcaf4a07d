using System.Globalization;

namespace PerturbSeg.Photos;

/// <summary>One worker's part of a list that several workers go through: items number − 1, number − 1 + count, number − 1 + 2 · count, …</summary>
/// <param name="Number">Which worker, from 1 to <paramref name="Count"/>.</param>
/// <param name="Count">How many workers there are.</param>
public readonly record struct WorkShard(int Number, int Count)
{
    private const int Most = 100_000;
    private const string Between = "-of-";

    /// <summary>That of one worker, who does everything.</summary>
    public static WorkShard Whole { get; } = new(1, 1);

    /// <summary>What files of this part are called by, such as "3-of-16".</summary>
    public string FileName => string.Create(CultureInfo.InvariantCulture, $"{Number}{Between}{Count}");

    /// <summary>The items of a list that are this worker's.</summary>
    /// <typeparam name="T">The items.</typeparam>
    /// <param name="items">All of them, in an order that is the same for all workers.</param>
    public IEnumerable<T> Of<T>(IEnumerable<T> items)
    {
        WorkShard own = this;
        return items.Where((_, index) => index % own.Count == own.Number - 1);
    }

    /// <summary>How many of so many items are this worker's.</summary>
    public int Of(int items) => (items + Count - Number) / Count;

    /// <summary>The list that the items of all workers make: what <see cref="Of{T}(IEnumerable{T})"/> took apart.</summary>
    /// <typeparam name="T">The items.</typeparam>
    /// <param name="parts">The items of each worker, by number.</param>
    /// <exception cref="FormatException">They are not of one list: a part has more or fewer items than its share.</exception>
    public static IReadOnlyList<T> Join<T>(IReadOnlyList<IReadOnlyList<T>> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        int items = parts.Sum(part => part.Count);
        for (int i = 0; i < parts.Count; i++)
        {
            int share = new WorkShard(i + 1, parts.Count).Of(items);
            if (parts[i].Count != share)
                throw new FormatException($"part {i + 1} has {parts[i].Count} of {items} items, where its share is {share}");
        }

        return [.. Enumerable.Range(0, items).Select(index => parts[index % parts.Count][index / parts.Count])];
    }

    /// <summary>Reads "3/16".</summary>
    /// <param name="text">Number and count.</param>
    /// <returns>Null where it is no part.</returns>
    public static WorkShard? Parse(string text) => Parse(text, "/");

    /// <summary>Reads "3-of-16".</summary>
    /// <param name="name">A <see cref="FileName"/>.</param>
    /// <returns>Null where it is no part.</returns>
    public static WorkShard? ParseFileName(string name) => Parse(name, Between);

    /// <summary>The parts that a folder holds, when it holds all.</summary>
    /// <param name="folder">The folder, for messages.</param>
    /// <param name="names">Names in it; those that are no parts do not count.</param>
    /// <returns>All parts by number; none where there are none.</returns>
    /// <exception cref="UserErrorException">One is missing, or there are those of two counts.</exception>
    public static IReadOnlyList<WorkShard> AllIn(string folder, IEnumerable<string> names)
    {
        WorkShard[] parts = [.. names.Select(ParseFileName).OfType<WorkShard>().OrderBy(part => part.Number)];
        if (parts.Length == 0)
            return parts;
        int count = parts[0].Count;
        if (parts.FirstOrDefault(part => part.Count != count) is { Count: > 0 } other)
            throw new UserErrorException($"'{folder}' holds parts of {count} and of {other.Count}: delete those of one of them.");
        int missing = Enumerable.Range(1, count).FirstOrDefault(number => !parts.Contains(new WorkShard(number, count)));
        if (missing != 0)
            throw new UserErrorException($"'{folder}' lacks part {missing} of {count}: run the command of the others with --shard {missing}/{count}.");
        return parts;
    }

    private static WorkShard? Parse(string text, string between)
    {
        string[] parts = text.Split(between);
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            && number >= 1 && number <= count && count <= Most
            ? new WorkShard(number, count)
            : null;
    }
}
