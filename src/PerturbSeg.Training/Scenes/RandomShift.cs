using PerturbSeg.Torch;

namespace PerturbSeg.Training.Scenes;

/// <summary>
/// Moves foreground and mask together by a random whole number of pixels, in x and in y. What leaves the frame is lost; what enters
/// has mask 0 (paper, section 3.2).
/// </summary>
/// <param name="Range">The largest shift as a share of the side, in [0, 1); published: 0.125.</param>
public sealed record RandomShift(double Range) : IPerturbation
{
    /// <summary>The largest shift for images of a side, in pixels.</summary>
    /// <param name="side">Pixels.</param>
    public long MaxShiftPixels(long side) => (long)Math.Round(Range * side);

    /// <inheritdoc/>
    public Layers Apply(Layers layers, RandomGenerator random)
    {
        ArgumentNullException.ThrowIfNull(layers);
        long most = MaxShiftPixels(layers.Side);
        if (most == 0)
            return layers;
        Tensor shifts = Tensor.Integers(random, -most, most + 1, layers.Count, 2);
        return Shift(layers, shifts, most);
    }

    /// <summary>Moves foreground and mask by given shifts.</summary>
    /// <param name="layers">The layers.</param>
    /// <param name="shifts">[N, 2] of Int64, pixels; x to the right, y down; none larger than <paramref name="most"/>.</param>
    /// <param name="most">Bound of the shifts, pixels.</param>
    public static Layers Shift(Layers layers, Tensor shifts, long most)
    {
        ArgumentNullException.ThrowIfNull(layers);
        ShapeMismatchException.ThrowUnless(shifts, "shifts", layers.Count, 2);
        return layers.MoveForeground(both => PixelGather.Move(both, shifts, most));
    }
}
