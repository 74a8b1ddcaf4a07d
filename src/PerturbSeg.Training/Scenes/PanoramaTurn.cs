using PerturbSeg.Torch;

namespace PerturbSeg.Training.Scenes;

/// <summary>
/// Turns a background that was painted going around (on a cylinder, or on a torus) by random angles. A background goes on beyond the
/// frame and stays realistic under every turn; an object in the background layer lands anywhere and is cut by the frame. Ours; off in
/// the published presets.
/// </summary>
/// <param name="Axes">The axes that the background goes around, along each of which it is turned.</param>
/// <param name="Range">
/// From the smallest to the largest turn, as a share of the full circle, in [0, 1]: 1 draws any angle, less a uniform one within
/// ±Range / 2.
/// </param>
public sealed record PanoramaTurn(WrappedAxes Axes = WrappedAxes.X, double Range = 1) : IPerturbation
{
    /// <inheritdoc/>
    public Layers Apply(Layers layers, RandomGenerator random)
    {
        ArgumentNullException.ThrowIfNull(layers);
        return Turn(layers, Draw(layers, random));
    }

    /// <summary>Draws turns of whole pixels; 0 along an axis that the background does not go around.</summary>
    /// <param name="layers">What is to be turned.</param>
    /// <param name="random">Draws, for the scenes' x first.</param>
    /// <returns>[N, 2] of Int64, pixels along x and y.</returns>
    public Tensor Draw(Layers layers, RandomGenerator random)
    {
        ArgumentNullException.ThrowIfNull(layers);
        return Tensor.Concatenate([Along(WrappedAxes.X, layers.Background.Shape[3]), Along(WrappedAxes.Y, layers.Background.Shape[2])], 1);

        Tensor Along(WrappedAxes axis, long extent)
        {
            if (!Axes.HasFlag(axis))
                return Tensor.Zeros([layers.Count, 1], random.Device, ScalarType.Int64);
            long most = (long)Math.Round(Range * extent / 2);
            return Range >= 1
                ? Tensor.Integers(random, 0, extent, layers.Count, 1)
                : Tensor.Integers(random, -most, most + 1, layers.Count, 1);
        }
    }

    /// <summary>
    /// Turns the background by given amounts: result pixel (y, x) is painted pixel ((y + turn y) mod H, (x + turn x) mod W).
    /// </summary>
    /// <param name="layers">The layers.</param>
    /// <param name="turns">[N, 2] of Int64, pixels along x and y.</param>
    public static Layers Turn(Layers layers, Tensor turns)
    {
        ArgumentNullException.ThrowIfNull(layers);
        ShapeMismatchException.ThrowUnless(turns, "turns", layers.Count, 2);
        Tensor columns = PixelGather.Around(turns.Slice(1, 0, 1), layers.Background.Shape[3]); // [N, W]
        Tensor rows = PixelGather.Around(turns.Slice(1, 1, 2), layers.Background.Shape[2]); // [N, H]
        return layers with { Background = PixelGather.Pick(layers.Background, rows, columns) };
    }
}
