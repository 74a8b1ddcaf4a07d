using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using PerturbSeg.Masks;

namespace PerturbSeg.Mending;

/// <summary>
/// Brings what a network says of a small square to a photo's size: logits are interpolated and become probabilities then, which keeps outlines
/// smooth.
/// </summary>
/// <remarks>Bilinear (<see cref="LinearPlaces"/>).</remarks>
internal static class LogitInterpolation
{
    /// <summary>Overwrites a part of a mask by the probabilities of a square.</summary>
    /// <param name="logits">[side, side]; above 0 means object.</param>
    /// <param name="side">Pixels.</param>
    /// <param name="mask">The mask of a photo.</param>
    /// <param name="part">What of the photo the square shows; none of it beyond the photo.</param>
    public static void Write(ReadOnlySpan<float> logits, int side, Mask mask, ObjectWindow part)
    {
        (int[] left, float[] across) = LinearPlaces.Of(side, part.Width);
        (int[] top, float[] down) = LinearPlaces.Of(side, part.Height);
        float[] line = new float[side];
        for (int y = 0; y < part.Height; y++)
        {
            ReadOnlySpan<float> above = logits.Slice(top[y] * side, side), below = logits.Slice(Math.Min(top[y] + 1, side - 1) * side, side);
            for (int i = 0; i < side; i++)
                line[i] = above[i] + ((below[i] - above[i]) * down[y]);
            Span<float> row = mask.Values.AsSpan(((part.Top + y) * mask.Width) + part.Left, part.Width);
            for (int x = 0; x < row.Length;)
            {
                int at = left[x], end = x + 1;
                while (end < row.Length && left[end] == at)
                    end++;
                Ramp(line[at], line[Math.Min(at + 1, side - 1)] - line[at], across.AsSpan(x, end - x), row[x..end]);
                x = end;
            }

            TensorPrimitives.Sigmoid(row, row);
        }
    }

    /// <summary>The logit at one place of a square.</summary>
    /// <param name="logits">[side, side].</param>
    /// <param name="side">Pixels.</param>
    /// <param name="across">From 0, the left edge, to 1.</param>
    /// <param name="down">From 0, the upper edge, to 1.</param>
    public static float At(ReadOnlySpan<float> logits, int side, double across, double down)
    {
        double x = Math.Clamp((across * side) - 0.5, 0, side - 1), y = Math.Clamp((down * side) - 0.5, 0, side - 1);
        int left = (int)x, top = (int)y, right = Math.Min(left + 1, side - 1), bottom = Math.Min(top + 1, side - 1);
        float toRight = (float)(x - left), toBottom = (float)(y - top);
        return float.Lerp(
            float.Lerp(logits[(top * side) + left], logits[(top * side) + right], toRight),
            float.Lerp(logits[(bottom * side) + left], logits[(bottom * side) + right], toRight),
            toBottom);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Ramp(float start, float rise, ReadOnlySpan<float> places, Span<float> values)
    {
        int x = 0;
        for (; x <= values.Length - Vector<float>.Count; x += Vector<float>.Count)
            (new Vector<float>(start) + (new Vector<float>(rise) * new Vector<float>(places[x..]))).CopyTo(values[x..]);
        for (; x < values.Length; x++)
            values[x] = start + (rise * places[x]);
    }
}
