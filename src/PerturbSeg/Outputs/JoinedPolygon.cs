namespace PerturbSeg.Outputs;

/// <summary>
/// The polygons of an object's parts as one, for formats that have one polygon an object: a way leads from the largest part to each other one
/// and back. By the even-odd and by the nonzero rule the ways cover nothing; a reader that draws them marks lines one pixel wide.
/// </summary>
internal static class JoinedPolygon
{
    // Ways go between the nearest of so many corners of each part, so that thousands of specks take no time.
    private const int LookedAt = 64;

    /// <summary>Joins polygons.</summary>
    /// <param name="parts">At least one polygon.</param>
    public static List<(int X, int Y)> Of(List<List<(int X, int Y)>> parts)
    {
        if (parts.Count == 1)
            return parts[0];
        List<(int X, int Y)> largest = parts.MaxBy(MaskOutlines.TwiceTheArea)!;
        ILookup<int, List<(int X, int Y)>> ways = parts.Where(part => part != largest).Select(part => Nearest(largest, part))
            .ToLookup(way => way.From, way => way.Around);
        var joined = new List<(int X, int Y)>();
        for (int i = 0; i < largest.Count; i++)
        {
            joined.Add(largest[i]);
            foreach (List<(int X, int Y)> around in ways[i])
            {
                joined.AddRange(around);
                joined.Add(largest[i]);
            }
        }

        return joined;
    }

    private static (int From, List<(int X, int Y)> Around) Nearest(List<(int X, int Y)> largest, List<(int X, int Y)> part)
    {
        (int from, int to) = Some(largest).SelectMany(_ => Some(part), (from, to) => (From: from, To: to)).MinBy(pair => Square(largest[pair.From], part[pair.To]));
        return (from, [.. part[to..], .. part[..to], part[to]]);
    }

    private static IEnumerable<int> Some(List<(int X, int Y)> corners)
        => corners.Count <= LookedAt ? Enumerable.Range(0, corners.Count) : Enumerable.Range(0, LookedAt).Select(i => (int)((long)i * corners.Count / LookedAt));

    private static long Square((int X, int Y) a, (int X, int Y) b) => ((long)(a.X - b.X) * (a.X - b.X)) + ((long)(a.Y - b.Y) * (a.Y - b.Y));
}
