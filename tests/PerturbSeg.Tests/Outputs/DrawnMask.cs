using PerturbSeg.Masks;

namespace PerturbSeg.Tests.Outputs;

/// <summary>Masks drawn in letters.</summary>
internal static class DrawnMask
{
    /// <summary>A mask of rows of equal length: '#' is object, anything else background.</summary>
    public static Mask Of(params string[] rows)
        => new(rows[0].Length, rows.Length, [.. rows.SelectMany(row => row.Select(letter => letter == '#' ? 1f : 0f))]);

    /// <summary>A mask where each pixel's probability of being object is a function of its place.</summary>
    public static Mask Paint(int width, int height, Func<int, int, bool> isObject)
        => new(width, height, [.. Enumerable.Range(0, width * height).Select(i => isObject(i % width, i / width) ? 1f : 0f)]);
}
