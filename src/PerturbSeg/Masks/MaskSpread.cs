namespace PerturbSeg.Masks;

/// <summary>How large a mask is, and where it lies. A few stray pixels hardly change it.</summary>
/// <param name="Area">Pixels.</param>
/// <param name="X">Pixels from the left to the centre of mass; not a number where the area is 0.</param>
/// <param name="Y">Pixels from the top to the centre of mass; not a number where the area is 0.</param>
/// <param name="Width">Four standard deviations of the columns, in pixels: the diameter of a disc, 1.15 times the width of a box.</param>
/// <param name="Height">Four standard deviations of the rows, in pixels.</param>
internal readonly record struct MaskSpread(double Area, double X, double Y, double Width, double Height)
{
    private const double Deviations = 4;

    /// <summary>Measures what reaches a threshold.</summary>
    /// <param name="values">[rows, width].</param>
    /// <param name="width">Columns.</param>
    /// <param name="threshold">The least value that belongs to the mask.</param>
    public static MaskSpread Of(ReadOnlySpan<float> values, int width, double threshold)
    {
        double[] columns = new double[width], rows = new double[values.Length / width];
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] >= threshold)
            {
                columns[i % width]++;
                rows[i / width]++;
            }
        }

        (double x, double across) = Along(columns);
        (double y, double down) = Along(rows);
        return new MaskSpread(columns.Sum(), x, y, across, down);
    }

    /// <summary>Middle and extent of the counts along one direction.</summary>
    private static (double Middle, double Extent) Along(double[] counts)
    {
        double total = counts.Sum(), middle = 0, variance = 0;
        for (int i = 0; i < counts.Length; i++)
            middle += counts[i] / total * (i + 0.5);
        for (int i = 0; i < counts.Length; i++)
            variance += counts[i] / total * (i + 0.5 - middle) * (i + 0.5 - middle);
        return (middle, Deviations * Math.Sqrt(variance));
    }
}
