using PerturbSeg.Masks;

namespace PerturbSeg.Outputs;

/// <summary>An object in numbers. Without an object all are 0.</summary>
/// <param name="Area">Pixels.</param>
/// <param name="Left">Its first column, from 0.</param>
/// <param name="Top">Its first row, from 0.</param>
/// <param name="Width">Columns from the first to the last.</param>
/// <param name="Height">Rows from the first to the last.</param>
/// <param name="Score">The mean probability of its pixels, in [0.5, 1], to four places.</param>
internal readonly record struct ObjectMeasures(int Area, int Left, int Top, int Width, int Height, double Score)
{
    /// <summary>Measures each object of a photo.</summary>
    /// <returns>One for each object, in the order of their numbers.</returns>
    public static ObjectMeasures[] Each(SegmentedPhoto segmented)
    {
        ObjectMap objects = segmented.Objects;
        return Measure(objects.Width, objects.Height, segmented.Mask.Values, objects.Count, i => objects.Identities[i]);
    }

    /// <summary>Measures all object pixels of a mask as one object.</summary>
    public static ObjectMeasures Of(Mask mask)
        => Measure(mask.Width, mask.Height, mask.Values, 1, i => BinaryMask.IsObject(mask.Values[i]) ? 1 : 0)[0];

    private static ObjectMeasures[] Measure(int width, int height, float[] values, int count, Func<int, int> identityOf)
    {
        var found = new ObjectMeasures[count];
        double[] sums = new double[count];
        for (int i = 0; i < width * height; i++)
        {
            int index = identityOf(i) - 1;
            if (index < 0)
                continue;
            sums[index] += values[i];
            found[index] = found[index].With(i % width, i / width);
        }

        return [.. found.Select((measures, i) => measures.Area == 0 ? measures : measures with { Score = Math.Round(sums[i] / measures.Area, 4) })];
    }

    // One pixel more.
    private ObjectMeasures With(int x, int y)
    {
        if (Area == 0)
            return new ObjectMeasures(1, x, y, 1, 1, 0);
        int left = Math.Min(Left, x), top = Math.Min(Top, y);
        return new ObjectMeasures(Area + 1, left, top, Math.Max(Left + Width, x + 1) - left, Math.Max(Top + Height, y + 1) - top, 0);
    }
}
