using PerturbSeg.Masks;

namespace PerturbSeg.Outputs;

/// <summary>The outlines of the connected parts of an object and of the holes in them, along the edges of pixels.</summary>
internal static class MaskOutlines
{
    // East, south, west, north: a turn to the right adds one.
    private static readonly (int X, int Y)[] Headings = [(1, 0), (0, 1), (-1, 0), (0, -1)];

    /// <summary>
    /// Follows the outlines, parts clockwise and holes the other way round, with the object to the right; pixels that meet at a corner
    /// alone are parted.
    /// </summary>
    /// <param name="objects">The objects.</param>
    /// <param name="identity">Which of them.</param>
    /// <returns>The corners of each part and each hole, in pixels from the top left corner of the photo.</returns>
    public static List<List<(int X, int Y)>> Trace(ObjectMap objects, int identity)
    {
        var outlines = new List<List<(int X, int Y)>>();
        bool[] seen = new bool[objects.Identities.Length]; // pixels whose upper edge was followed
        for (int y = 0; y < objects.Height; y++)
        {
            for (int x = 0; x < objects.Width; x++)
            {
                if (!seen[(y * objects.Width) + x] && objects.Has(identity, x, y) && !objects.Has(identity, x, y - 1))
                    outlines.Add(Follow(objects, identity, x, y, seen));
            }
        }

        return outlines;
    }

    /// <summary>The area inside an outline, in pixels, doubled; below 0 for holes.</summary>
    public static long TwiceTheArea(List<(int X, int Y)> corners)
    {
        long sum = 0;
        for (int i = 0; i < corners.Count; i++)
        {
            (int x, int y) = corners[i];
            (int nextX, int nextY) = corners[(i + 1) % corners.Count];
            sum += ((long)x * nextY) - ((long)nextX * y);
        }

        return sum;
    }

    private static List<(int X, int Y)> Follow(ObjectMap objects, int identity, int startX, int startY, bool[] seen)
    {
        var corners = new List<(int X, int Y)>();
        int x = startX, y = startY, heading = 0;
        do
        {
            if (heading == 0)
                seen[(y * objects.Width) + x] = true;
            x += Headings[heading].X;
            y += Headings[heading].Y;
            int next = Turn(objects, identity, x, y, heading);
            if (next != heading)
                corners.Add((x, y));
            heading = next;
        }
        while (x != startX || y != startY || heading != 0);
        return corners;
    }

    // The object lies to the right of the way.
    private static int Turn(ObjectMap objects, int identity, int x, int y, int heading)
    {
        (int forwardX, int forwardY) = Headings[heading];
        (int rightX, int rightY) = Headings[(heading + 1) % 4];
        if (!objects.Has(identity, Ahead(x, forwardX + rightX), Ahead(y, forwardY + rightY)))
            return (heading + 1) % 4;
        return objects.Has(identity, Ahead(x, forwardX - rightX), Ahead(y, forwardY - rightY)) ? (heading + 3) % 4 : heading;
    }

    // The pixel that lies on that side of a corner: directions sum to −1 or 1.
    private static int Ahead(int corner, int direction) => direction > 0 ? corner : corner - 1;
}
