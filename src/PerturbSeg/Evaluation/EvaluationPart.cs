using System.Text.Json;
using PerturbSeg.Files;
using PerturbSeg.Metrics;

namespace PerturbSeg.Evaluation;

/// <summary>What was found out about photos with true masks: all of them, or one worker's part. Parts that are joined give the figures of the whole.</summary>
internal sealed record EvaluationPart
{
    /// <summary>What made the masks.</summary>
    public required string Method { get; init; }

    /// <summary>The scores.</summary>
    public required EvaluationSums Sums { get; init; }

    /// <summary>The number in masks that is object; null where masks are of object and background.</summary>
    public int? ObjectValue { get; init; }

    /// <summary>The numbers that are in the masks, ascending.</summary>
    public required IReadOnlyList<ushort> Labels { get; init; }

    /// <summary>The command line that it was made by.</summary>
    public required string Command { get; init; }

    /// <summary>The worst and the best photos, by name, for a report.</summary>
    public required IReadOnlyDictionary<string, ContactTile> Pictures { get; init; }

    /// <summary>What the generator's own masks say; null where nobody asked.</summary>
    public GeneratedMaskQuality? GeneratedMasks { get; init; }

    /// <summary>The figures of all parts together.</summary>
    /// <param name="parts">By number.</param>
    /// <exception cref="FormatException">They are not parts of one evaluation, or are damaged.</exception>
    /// <exception cref="UserErrorException">No mask has the value that is object.</exception>
    public static EvaluationResult ResultOf(IReadOnlyList<EvaluationPart> parts)
    {
        EvaluationPart[] seen = [.. parts.Where(part => part.Sums.Photos.Count > 0)]; // more parts than photos leave some empty
        EvaluationPart first = seen.FirstOrDefault() ?? throw new FormatException("there is no photo");
        if (Array.Find(seen, part => (part.Method, part.ObjectValue) != (first.Method, first.ObjectValue)) is { } other)
            throw new FormatException($"masks by {other.Method} of {Value(other)} are no parts of masks by {first.Method} of {Value(first)}");
        var labels = new SortedSet<ushort>(parts.SelectMany(part => part.Labels));
        const int MostNamed = 20;
        return first.ObjectValue is not { } value || labels.Contains((ushort)value)
            ? MaskEvaluation.Join([.. parts.Select(part => part.Sums)]).Result(first.Method)
            : throw new UserErrorException($"No mask has the value {value}: those that are there are {string.Join(", ", labels.Take(MostNamed))}.");

        static string Value(EvaluationPart part) => part.ObjectValue is { } value ? $"value {value}" : "objects";
    }

    /// <summary>Saves the part; the file appears whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileWriteException">It cannot be written.</exception>
    public void Save(string path) => AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, this, EvaluationPartJson.Default.EvaluationPart));

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="json">The whole file.</param>
    /// <exception cref="JsonException">It is no such file.</exception>
    public static EvaluationPart Read(string json)
        => JsonSerializer.Deserialize(ListedNulls.Refuse(json), EvaluationPartJson.Default.EvaluationPart) ?? throw new JsonException("Expected a part of an evaluation, got null.");
}
