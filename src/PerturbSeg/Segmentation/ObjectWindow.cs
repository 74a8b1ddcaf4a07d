namespace PerturbSeg.Segmentation;

/// <summary>A part of a photo around its object, for a closer look.</summary>
/// <param name="Left">First column, from 0.</param>
/// <param name="Top">First row, from 0.</param>
/// <param name="Width">Columns, from 1.</param>
/// <param name="Height">Rows, from 1.</param>
public readonly record struct ObjectWindow(int Left, int Top, int Width, int Height)
{
    // The extent of a disc is four standard deviations of its pixels; the window is so many times as large.
    private const double Margin = 1.6;

    // Smaller windows are closer than the framing that segmenters are taught with.
    private const double SmallestExtent = 0.5;

    /// <summary>
    /// The window around the object of a mask, of the photo's aspect: 1.6 times the object's extent in the direction in which it fills more
    /// of the photo, but at least half the photo; the whole photo where the mask is empty.
    /// </summary>
    /// <param name="logits">[side, side] over the whole photo, rows from the top; above 0 means object.</param>
    /// <param name="side">Pixels.</param>
    /// <param name="width">The photo's width in pixels.</param>
    /// <param name="height">The photo's height in pixels.</param>
    public static ObjectWindow Around(ReadOnlySpan<float> logits, int side, int width, int height)
    {
        if (logits.Length != side * side)
            throw new ArgumentException($"A mask of side {side} has {side * side} values, not {logits.Length}.", nameof(logits));
        double[] columns = new double[side], rows = new double[side];
        for (int i = 0; i < logits.Length; i++)
        {
            if (logits[i] > 0)
            {
                columns[i % side]++;
                rows[i / side]++;
            }
        }

        if (columns.Sum() == 0)
            return new ObjectWindow(0, 0, width, height);
        (double x, double across) = Spread(columns);
        (double y, double down) = Spread(rows);
        double extent = Math.Clamp(Margin * Math.Max(across, down), SmallestExtent, 1);
        int wide = Math.Max(1, (int)Math.Round(extent * width)), high = Math.Max(1, (int)Math.Round(extent * height));
        return new ObjectWindow(Place(x * width, wide, width), Place(y * height, high, height), wide, high);
    }

    /// <summary>Middle and extent (four standard deviations) of the counts along one direction, as shares of its length.</summary>
    private static (double Middle, double Extent) Spread(double[] counts)
    {
        double total = counts.Sum(), middle = 0, variance = 0;
        for (int i = 0; i < counts.Length; i++)
            middle += counts[i] / total * (i + 0.5);
        for (int i = 0; i < counts.Length; i++)
            variance += counts[i] / total * (i + 0.5 - middle) * (i + 0.5 - middle);
        return (middle / counts.Length, 4 * Math.Sqrt(variance) / counts.Length);
    }

    /// <summary>The first of so many pixels about a middle, none of them beyond the photo.</summary>
    internal static int Place(double middle, int length, int whole) => Math.Clamp((int)Math.Round(middle - (length / 2.0)), 0, whole - length);
}
