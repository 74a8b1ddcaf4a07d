using System.Text.Json;

namespace PerturbSeg.Files;

/// <summary>Files of one JSON object a line.</summary>
internal static class JsonLines
{
    /// <summary>Reads the objects in order.</summary>
    /// <param name="path">The file; one that is missing has no lines.</param>
    /// <returns>The objects. What is none is left out: a crash can only cut the last line.</returns>
    public static IEnumerable<JsonElement> Read(string path)
    {
        if (!File.Exists(path))
            yield break;
        foreach (string line in File.ReadLines(path))
        {
            if (Parse(line) is { ValueKind: JsonValueKind.Object } found)
                yield return found;
        }
    }

    private static JsonElement? Parse(string line)
    {
        try
        {
            return JsonElement.Parse(line);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
