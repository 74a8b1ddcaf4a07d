using PerturbSeg.Masks;

namespace PerturbSeg.Outputs;

/// <summary>The outer outlines of the connected parts of a mask, along the edges of pixels; holes are left out.</summary>
internal static class MaskOutlines
{
    // East, south, west, north: a turn to the right adds one.
    private static readonly (int X, int Y)[] Headings = [(1, 0), (0, 1), (-1, 0), (0, -1)];

    /// <summary>Follows the outlines, clockwise, from the top left corner of each part; pixels that meet at a corner alone are parted.</summary>
    /// <returns>The corners of each part, in pixels from the top left corner of the mask.</returns>
    public static List<List<(int X, int Y)>> Trace(Mask mask)
    {
        var outlines = new List<List<(int X, int Y)>>();
        bool[] seen = new bool[mask.Values.Length]; // pixels whose upper edge was followed
        for (int y = 0; y < mask.Height; y++)
        {
            for (int x = 0; x < mask.Width; x++)
            {
                if (seen[(y * mask.Width) + x] || !IsObject(mask, x, y) || IsObject(mask, x, y - 1))
                    continue;
                List<(int X, int Y)> outline = Follow(mask, x, y, seen);
                if (TwiceTheArea(outline) > 0) // holes run the other way round
                    outlines.Add(outline);
            }
        }

        return outlines;
    }

    private static List<(int X, int Y)> Follow(Mask mask, int startX, int startY, bool[] seen)
    {
        var corners = new List<(int X, int Y)>();
        int x = startX, y = startY, heading = 0;
        do
        {
            if (heading == 0)
                seen[(y * mask.Width) + x] = true;
            x += Headings[heading].X;
            y += Headings[heading].Y;
            int next = Turn(mask, x, y, heading);
            if (next != heading)
                corners.Add((x, y));
            heading = next;
        }
        while (x != startX || y != startY || heading != 0);
        return corners;
    }

    // The object lies to the right of the way.
    private static int Turn(Mask mask, int x, int y, int heading)
    {
        (int forwardX, int forwardY) = Headings[heading];
        (int rightX, int rightY) = Headings[(heading + 1) % 4];
        if (!IsObject(mask, Ahead(x, forwardX + rightX), Ahead(y, forwardY + rightY)))
            return (heading + 1) % 4;
        return IsObject(mask, Ahead(x, forwardX - rightX), Ahead(y, forwardY - rightY)) ? (heading + 3) % 4 : heading;
    }

    // The pixel that lies on that side of a corner: directions sum to −1 or 1.
    private static int Ahead(int corner, int direction) => direction > 0 ? corner : corner - 1;

    private static bool IsObject(Mask mask, int x, int y)
        => x >= 0 && y >= 0 && x < mask.Width && y < mask.Height && BinaryMask.IsObject(mask.Values[(y * mask.Width) + x]);

    private static long TwiceTheArea(List<(int X, int Y)> corners)
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
}
