namespace PerturbSeg.Files;

/// <summary>Text as a field of a CSV file.</summary>
/// <remarks>Form: RFC 4180.</remarks>
internal static class CsvField
{
    /// <summary>The text in one line: breaks become spaces.</summary>
    public static string Line(string text) => text.ReplaceLineEndings(" ");

    /// <summary>Quotes the text where it needs that. A line break in a file's name would end its line: it becomes a space.</summary>
    public static string Quote(string text)
    {
        string line = Line(text);
        return line.AsSpan().IndexOfAny(",\"") < 0 ? line : $"\"{line.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
