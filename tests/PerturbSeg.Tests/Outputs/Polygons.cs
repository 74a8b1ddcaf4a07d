using PerturbSeg.Masks;

namespace PerturbSeg.Tests.Outputs;

/// <summary>What readers make of polygons: a pixel belongs to it when a ray from its middle crosses the outline an odd number of times.</summary>
internal static class Polygons
{
    /// <summary>Fills polygons by the even-odd rule, each on its own, or all together.</summary>
    public static bool[] Fill(int width, int height, IEnumerable<IReadOnlyList<(double X, double Y)>> polygons, bool together = false)
    {
        bool[] filled = new bool[width * height];
        foreach (IReadOnlyList<(double X, double Y)> polygon in polygons)
        {
            for (int i = 0; i < filled.Length; i++)
            {
                bool inside = Crossings(polygon, (i % width) + 0.5, (i / width) + 0.5) % 2 == 1;
                filled[i] = together ? filled[i] ^ inside : filled[i] | inside;
            }
        }

        return filled;
    }

    /// <summary>How often the polygons wind around each pixel: another rule that readers fill by.</summary>
    public static bool[] FillByWinding(int width, int height, IEnumerable<IReadOnlyList<(double X, double Y)>> polygons)
    {
        int[] windings = new int[width * height];
        foreach (IReadOnlyList<(double X, double Y)> polygon in polygons)
        {
            for (int i = 0; i < windings.Length; i++)
            {
                foreach (int direction in Edges(polygon, (i % width) + 0.5, (i / width) + 0.5))
                    windings[i] += direction;
            }
        }

        return Array.ConvertAll(windings, winding => winding != 0);
    }

    public static IReadOnlyList<(double X, double Y)> Of(IEnumerable<(int X, int Y)> corners) => [.. corners.Select(corner => ((double)corner.X, (double)corner.Y))];

    /// <summary>A ring with a hole, whose hole holds a dot, beside a ring of two holes: everything that an outline can be.</summary>
    public static Mask RingsAndDot(int side)
        => DrawnMask.Paint(2 * side, side, (x, y) =>
        {
            double radius = Distance(x, y, side / 2.0, side / 2.0) / side;
            bool ring = radius is < 0.45 and > 0.3 or < 0.1;
            bool two = Distance(x, y, 1.5 * side, side / 2.0) < 0.45 * side && Distance(x, y, 1.35 * side, 0.4 * side) > 0.1 * side && Distance(x, y, 1.65 * side, 0.6 * side) > 0.12 * side;
            return ring || two;
        });

    /// <summary>Pixels that differ and whose four neighbours are alike in the expected mask: not on an outline.</summary>
    public static int WrongAwayFromOutlines(bool[] filled, Mask expected)
    {
        int width = expected.Width, wrong = 0;
        for (int i = 0; i < filled.Length; i++)
        {
            int x = i % width, y = i / width;
            bool object_ = expected.Values[i] > 0;
            bool near = false;
            for (int dy = -1; dy <= 1; dy++)
            {
                for (int dx = -1; dx <= 1; dx++)
                {
                    bool outside = x + dx < 0 || y + dy < 0 || x + dx >= width || y + dy >= expected.Height;
                    near |= (!outside && expected.Values[((y + dy) * width) + x + dx] > 0) != object_;
                }
            }

            wrong += filled[i] != object_ && !near ? 1 : 0;
        }

        return wrong;
    }

    private static int Crossings(IReadOnlyList<(double X, double Y)> polygon, double x, double y) => Edges(polygon, x, y).Count();

    // The edges that a ray to the right crosses: 1 downwards, -1 upwards.
    private static IEnumerable<int> Edges(IReadOnlyList<(double X, double Y)> polygon, double x, double y)
    {
        for (int i = 0; i < polygon.Count; i++)
        {
            (double X, double Y) a = polygon[i], b = polygon[(i + 1) % polygon.Count];
            if (a.Y > y != b.Y > y && a.X + ((y - a.Y) / (b.Y - a.Y) * (b.X - a.X)) > x)
                yield return b.Y > a.Y ? 1 : -1;
        }
    }

    private static double Distance(double x, double y, double toX, double toY) => Math.Sqrt(Math.Pow(x + 0.5 - toX, 2) + Math.Pow(y + 0.5 - toY, 2));
}
