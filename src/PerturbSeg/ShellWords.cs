namespace PerturbSeg;

/// <summary>Words as a command line.</summary>
public static class ShellWords
{
    /// <summary>A command line that POSIX shells read as these words.</summary>
    /// <param name="words">The words.</param>
    public static string Join(IEnumerable<string> words) => string.Join(' ', words.Select(Quote));

    /// <summary>A command of this program, in quotation marks, for a sentence.</summary>
    /// <param name="words">Its name and arguments.</param>
    public static string Command(params IEnumerable<string> words)
    {
        string line = Join(words.Prepend("perturbseg"));
        return line.Contains('\'', StringComparison.Ordinal) ? $"`{line}`" : $"'{line}'";
    }

    private static string Quote(string word)
        => word.Length > 0 && word.All(letter => char.IsAsciiLetterOrDigit(letter) || "-_./=:,+".Contains(letter, StringComparison.Ordinal))
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
