namespace PerturbSeg.Outputs;

/// <summary>
/// Leaves out corners of an outline that lie near the line between the ones that stay (Douglas and Peucker, "Algorithms for the Reduction
/// of the Number of Points Required to Represent a Digitized Line", 1973): the stairs of pixels become slopes.
/// </summary>
internal static class OutlineSimplification
{
    // The stairs of a diagonal are 0.71 pixels deep.
    private const double Tolerance = 0.75;

    /// <summary>Simplifies.</summary>
    /// <param name="corners">A closed outline.</param>
    /// <param name="kept">Corners that stay in any case; null keeps none.</param>
    /// <returns>Some of the corners in their order: at least three, or all where fewer would stay.</returns>
    public static List<(int X, int Y)> Of(List<(int X, int Y)> corners, IReadOnlySet<(int X, int Y)>? kept = null)
    {
        bool[] stays = [.. corners.Select(corner => kept?.Contains(corner) ?? false)];
        int far = Enumerable.Range(0, corners.Count).MaxBy(i => Square(corners[i], corners[0]));
        stays[0] = stays[far] = true;
        int[] ends = [.. Enumerable.Range(0, corners.Count).Where(i => stays[i]), corners.Count]; // a last of Count is the first corner again
        var open = new Stack<(int First, int Last)>(ends.Zip(ends.Skip(1)));
        while (open.TryPop(out (int First, int Last) part))
        {
            int farthest = Farthest(corners, part.First, part.Last);
            if (farthest < 0)
                continue;
            stays[farthest] = true;
            open.Push((part.First, farthest));
            open.Push((farthest, part.Last));
        }

        List<(int X, int Y)> simple = [.. corners.Where((_, i) => stays[i])];
        return simple.Count < 3 ? corners : simple;
    }

    /// <summary>The corner between two that lies farthest from the line between them; −1 where none is beyond the tolerance.</summary>
    private static int Farthest(List<(int X, int Y)> corners, int first, int last)
    {
        (int X, int Y) from = corners[first], to = corners[last % corners.Count];
        double length = Math.Sqrt(Square(from, to)), most = Tolerance;
        int farthest = -1;
        for (int i = first + 1; i < last; i++)
        {
            (int x, int y) = corners[i];
            double across = Math.Abs(((double)(to.X - from.X) * (y - from.Y)) - ((double)(to.Y - from.Y) * (x - from.X)));
            double distance = length > 0 ? across / length : Math.Sqrt(Square(corners[i], from));
            if (distance > most)
                (most, farthest) = (distance, i);
        }

        return farthest;
    }

    private static double Square((int X, int Y) a, (int X, int Y) b) => ((double)(a.X - b.X) * (a.X - b.X)) + ((double)(a.Y - b.Y) * (a.Y - b.Y));
}
