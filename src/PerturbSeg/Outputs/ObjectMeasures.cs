using PerturbSeg.Masks;

namespace PerturbSeg.Outputs;

/// <summary>The object of a mask in numbers. Without an object all are 0.</summary>
/// <param name="Area">Pixels.</param>
/// <param name="Left">Its first column, from 0.</param>
/// <param name="Top">Its first row, from 0.</param>
/// <param name="Width">Columns from the first to the last.</param>
/// <param name="Height">Rows from the first to the last.</param>
/// <param name="Score">The mean probability of its pixels, in [0.5, 1], to four places.</param>
internal readonly record struct ObjectMeasures(int Area, int Left, int Top, int Width, int Height, double Score)
{
    /// <summary>Measures.</summary>
    public static ObjectMeasures Of(Mask mask)
    {
        int area = 0, left = mask.Width, top = mask.Height, right = 0, bottom = 0;
        double sum = 0;
        for (int y = 0; y < mask.Height; y++)
        {
            for (int x = 0; x < mask.Width; x++)
            {
                float value = mask.Values[(y * mask.Width) + x];
                if (!BinaryMask.IsObject(value))
                    continue;
                area++;
                sum += value;
                (left, top, right, bottom) = (Math.Min(left, x), Math.Min(top, y), Math.Max(right, x + 1), Math.Max(bottom, y + 1));
            }
        }

        return area == 0 ? default : new ObjectMeasures(area, left, top, right - left, bottom - top, Math.Round(sum / area, 4));
    }
}
