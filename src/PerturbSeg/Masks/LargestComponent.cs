namespace PerturbSeg.Masks;

/// <summary>
/// How much of an object hangs together: one object is one piece, unless something stands before it. Scattered crumbs are a sign that a
/// mask marks texture.
/// </summary>
public static class LargestComponent
{
    /// <summary>The share of a mask's object pixels that lie in its largest connected component; pixels touch by their four sides.</summary>
    /// <param name="mask">[height, width], in [0, 1]; object from <see cref="BinaryMask.Threshold"/> on.</param>
    /// <param name="width">Pixels a row, at least 1.</param>
    /// <returns>The share, above 0 and at most 1; null for a mask without an object.</returns>
    /// <exception cref="ArgumentException">The mask is no whole number of rows.</exception>
    public static double? Share(ReadOnlySpan<float> mask, int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (mask.Length % width != 0)
            throw new ArgumentException($"Expected rows of {width} pixels, got {mask.Length} pixels.", nameof(mask));
        bool[] open = new bool[mask.Length]; // object, and in no component yet
        for (int i = 0; i < mask.Length; i++)
            open[i] = BinaryMask.IsObject(mask[i]);
        int[] pending = new int[mask.Length]; // each pixel enters once
        int largest = 0, all = 0;
        for (int i = 0; i < mask.Length; i++)
        {
            if (!open[i])
                continue;
            int component = ConnectedComponent.Close(open, pending, i, width);
            largest = Math.Max(largest, component);
            all += component;
        }

        return all == 0 ? null : (double)largest / all;
    }
}
