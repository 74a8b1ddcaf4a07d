using System.Text;
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
            RequireText(line);
            return JsonElement.Parse(line);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    // Halves of characters, as in "\ud800", are no text, and are found out only where a string is looked at.
    private static void RequireText(string line)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(line));
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
                _ = reader.GetString();
        }
    }
}
