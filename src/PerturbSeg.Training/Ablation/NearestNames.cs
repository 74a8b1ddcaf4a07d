namespace PerturbSeg.Training.Ablation;

/// <summary>The names that a mistyped one may have meant.</summary>
internal static class NearestNames
{
    private const int Shown = 3;

    /// <summary>"no-shift, half-shift or no-tint": the three nearest by edit distance (Levenshtein, 1966).</summary>
    public static string Sentence(string typed, IEnumerable<string> names)
    {
        string[] nearest = [.. names.OrderBy(name => Distance(typed, name)).Take(Shown)];
        return nearest.Length == 1 ? nearest[0] : $"{string.Join(", ", nearest[..^1])} or {nearest[^1]}";
    }

    private static int Distance(string left, string right)
    {
        int[] row = [.. Enumerable.Range(0, right.Length + 1)];
        for (int i = 1; i <= left.Length; i++)
        {
            (int diagonal, row[0]) = (row[0], i);
            for (int j = 1; j <= right.Length; j++)
            {
                int substituted = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                (diagonal, row[j]) = (row[j], Math.Min(substituted, Math.Min(row[j], row[j - 1]) + 1));
            }
        }

        return row[^1];
    }
}
