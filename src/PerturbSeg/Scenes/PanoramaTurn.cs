using PerturbSeg.Torch;

namespace PerturbSeg.Scenes;

/// <summary>
/// Turns a background that was painted on a cylinder (circular along x) by a uniformly random angle. A background goes on beyond the
/// frame and stays realistic under every turn; an object in the background layer lands anywhere and is cut by the frame. Ours; off in
/// the published presets.
/// </summary>
public sealed record PanoramaTurn : IPerturbation
{
    /// <inheritdoc/>
    public Layers Apply(Layers layers, RandomGenerator random)
    {
        ArgumentNullException.ThrowIfNull(layers);
        long width = layers.Background.Shape[3];
        return Turn(layers, Tensor.Integers(random, 0, width, layers.Count, 1));
    }

    /// <summary>Turns the background by given amounts: result column x is painted column (x + turn) mod W.</summary>
    /// <param name="layers">The layers.</param>
    /// <param name="turns">[N, 1] of Int64, pixels, in [0, W).</param>
    public static Layers Turn(Layers layers, Tensor turns)
    {
        ArgumentNullException.ThrowIfNull(layers);
        ShapeMismatchException.ThrowUnless(turns, "turns", layers.Count, 1);
        long height = layers.Background.Shape[2], width = layers.Background.Shape[3];
        Tensor twice = Tensor.Concatenate([layers.Background, layers.Background], 3); // [N, 3, H, 2W]
        Tensor rows = PixelGather.Positions(height, turns.Device).Expand(layers.Count, height);
        Tensor columns = PixelGather.Positions(width, turns.Device) + turns; // [N, W]
        return layers with { Background = PixelGather.Pick(twice, rows, columns) };
    }
}
