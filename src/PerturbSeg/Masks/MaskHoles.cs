namespace PerturbSeg.Masks;

/// <summary>Holes of masks: what is not object, and no path beside the object leads to from the frame.</summary>
public static class MaskHoles
{
    /// <summary>Finds the holes of a mask.</summary>
    /// <param name="mask">[height, width], in [0, 1]; object from <see cref="BinaryMask.Threshold"/> on. 1 in a hole and 0 elsewhere afterwards.</param>
    /// <param name="width">Pixels a row, at least 1.</param>
    public static void Keep(Span<float> mask, int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        bool[] open = new bool[mask.Length]; // not object, and not known to be joined with the frame
        int[] pending = new int[mask.Length];
        for (int i = 0; i < mask.Length; i++)
            open[i] = !BinaryMask.IsObject(mask[i]);
        for (int i = 0; i < mask.Length; i++)
        {
            int column = i % width, row = i / width;
            if (column == 0 || column == width - 1 || row == 0 || row == (mask.Length / width) - 1)
                ConnectedComponent.Close(open, pending, i, width);
        }

        for (int i = 0; i < mask.Length; i++)
            mask[i] = open[i] ? 1 : 0;
    }

    /// <summary>How much of the silhouettes of masks, their holes filled, is holes.</summary>
    /// <param name="masks">[N, height, width] in [0, 1].</param>
    /// <param name="height">Pixels a column.</param>
    /// <param name="width">Pixels a row.</param>
    /// <returns>In [0, 1]; 0 where no mask covers anything.</returns>
    public static double Share(float[] masks, int height, int width)
    {
        ArgumentNullException.ThrowIfNull(masks);
        float[] holes = [.. masks];
        for (int first = 0; first < holes.Length; first += height * width)
            Keep(holes.AsSpan(first, height * width), width);
        double empty = holes.Sum();
        return empty == 0 ? 0 : empty / (empty + masks.Count(BinaryMask.IsObject));
    }
}
