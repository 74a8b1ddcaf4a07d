namespace PerturbSeg.Segmentation;

/// <summary>How large a mask is, and where its middle lies.</summary>
/// <param name="Area">Pixels.</param>
/// <param name="X">Pixels from the left to the centre of mass; not a number where the area is 0.</param>
/// <param name="Y">Pixels from the top to the centre of mass; not a number where the area is 0.</param>
internal readonly record struct MaskMiddle(double Area, double X, double Y)
{
    /// <summary>Measures what reaches a threshold.</summary>
    /// <param name="values">[rows, width].</param>
    /// <param name="width">Columns.</param>
    /// <param name="threshold">The least value that belongs to the mask.</param>
    public static MaskMiddle Of(ReadOnlySpan<float> values, int width, double threshold)
    {
        double area = 0, x = 0, y = 0;
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] >= threshold)
            {
                area++;
                x += (i % width) + 0.5;
                y += (i / width) + 0.5;
            }
        }

        return new MaskMiddle(area, x / area, y / area);
    }
}
