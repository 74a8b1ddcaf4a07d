using PerturbSeg.Masks;

namespace PerturbSeg.Outputs;

/// <summary>
/// An object as one polygon for each of its parts, for formats that know no holes: a way leads from the outline to each hole, around it, and
/// back the same way. The way lies inside the object, so a reader that draws it marks nothing else; by the even-odd and by the
/// nonzero rule the hole is empty.
/// </summary>
internal static class BridgedPolygons
{
    /// <summary>Makes the polygons of an object.</summary>
    /// <param name="objects">The objects.</param>
    /// <param name="identity">Which of them.</param>
    /// <param name="simplify">Whether the stairs of pixels become slopes.</param>
    /// <returns>A polygon for each part that hangs together by the sides of pixels, in pixels from the top left corner of the photo.</returns>
    public static List<List<(int X, int Y)>> Of(ObjectMap objects, int identity, bool simplify = true)
    {
        List<List<(int X, int Y)>> loops = MaskOutlines.Trace(objects, identity);
        Bridge[] bridges = Bridges(objects, identity, loops);
        AddAnchors(loops, bridges);
        var ways = new Dictionary<int, Dictionary<(int X, int Y), List<List<(int X, int Y)>>>>(); // of each loop, by where they leave it
        // From the right: the loops that begin at a hole lie to its right, and are whole before it is gone around.
        foreach (Bridge bridge in bridges.OrderByDescending(bridge => bridge.Start.X))
        {
            List<(int X, int Y)> around = Walk(bridge.Hole, [bridge.Start]);
            int start = around.IndexOf(bridge.Start);
            if (!ways.TryGetValue(bridge.Loop, out Dictionary<(int X, int Y), List<List<(int X, int Y)>>>? leaving))
                ways[bridge.Loop] = leaving = [];
            if (!leaving.TryGetValue(bridge.Anchor, out List<List<(int X, int Y)>>? here))
                leaving[bridge.Anchor] = here = [];
            here.Add([.. around[start..], .. around[..start], bridge.Start]);
        }

        return [.. Enumerable.Range(0, loops.Count).Where(loop => MaskOutlines.TwiceTheArea(loops[loop]) > 0).Select(loop => Walk(loop, []))];

        List<(int X, int Y)> Walk(int loop, (int X, int Y)[] start)
        {
            Dictionary<(int X, int Y), List<List<(int X, int Y)>>> leaving = ways.GetValueOrDefault(loop) ?? [];
            List<(int X, int Y)> corners = simplify ? OutlineSimplification.Of(loops[loop], leaving.Keys.Concat(start).ToHashSet()) : loops[loop];
            if (leaving.Count == 0)
                return corners;
            var walked = new List<(int X, int Y)>();
            foreach ((int X, int Y) corner in corners)
            {
                walked.Add(corner);
                if (!leaving.Remove(corner, out List<List<(int X, int Y)>>? here))
                    continue;
                foreach (List<(int X, int Y)> way in here)
                {
                    walked.AddRange(way);
                    walked.Add(corner);
                }
            }

            return walked;
        }
    }

    /// <summary>From the upper left corner of each hole straight to the left, through the object, to the loop that is there.</summary>
    private static Bridge[] Bridges(ObjectMap objects, int identity, List<List<(int X, int Y)>> loops)
    {
        int[] holes = [.. Enumerable.Range(0, loops.Count).Where(loop => MaskOutlines.TwiceTheArea(loops[loop]) < 0)];
        if (holes.Length == 0)
            return [];
        Dictionary<(int X, int Y), int> leftEdges = LeftEdges(loops);
        return [.. holes.Select(hole =>
        {
            (int X, int Y) start = loops[hole].Min();
            int x = start.X - 1;
            while (objects.Has(identity, x - 1, start.Y))
                x--;
            return new Bridge(hole, start, leftEdges[(x, start.Y)], (x, start.Y));
        })];
    }

    /// <summary>The loops on the left edges of pixels, by the upper ends of the edges. The object lies to the right of the way up.</summary>
    private static Dictionary<(int X, int Y), int> LeftEdges(List<List<(int X, int Y)>> loops)
    {
        var edges = new Dictionary<(int X, int Y), int>();
        for (int loop = 0; loop < loops.Count; loop++)
        {
            for (int i = 0; i < loops[loop].Count; i++)
            {
                (int x, int below) = loops[loop][i];
                (int nextX, int above) = loops[loop][(i + 1) % loops[loop].Count];
                for (int y = below - 1; x == nextX && y >= above; y--)
                    edges[(x, y)] = loop;
            }
        }

        return edges;
    }

    /// <summary>Makes the ends of bridges corners of the loops that they lie on.</summary>
    private static void AddAnchors(List<List<(int X, int Y)>> loops, Bridge[] bridges)
    {
        foreach (IGrouping<int, Bridge> ends in bridges.GroupBy(bridge => bridge.Loop))
        {
            Dictionary<int, int[]> rows = ends.GroupBy(end => end.Anchor.X).ToDictionary(
                column => column.Key, column => column.Select(end => end.Anchor.Y).Distinct().OrderDescending().ToArray());
            List<(int X, int Y)> loop = loops[ends.Key], longer = [];
            for (int i = 0; i < loop.Count; i++)
            {
                (int x, int below) = loop[i];
                (int nextX, int above) = loop[(i + 1) % loop.Count];
                longer.Add(loop[i]);
                if (x == nextX && rows.TryGetValue(x, out int[]? anchors))
                    longer.AddRange(anchors.Where(y => y < below && y > above).Select(y => (x, y)));
            }

            loops[ends.Key] = longer;
        }
    }

    /// <summary>A way to a hole.</summary>
    /// <param name="Hole">The loop around the hole.</param>
    /// <param name="Start">Where on it the way ends.</param>
    /// <param name="Loop">The loop that the way leaves.</param>
    /// <param name="Anchor">Where it leaves.</param>
    private sealed record Bridge(int Hole, (int X, int Y) Start, int Loop, (int X, int Y) Anchor);
}
