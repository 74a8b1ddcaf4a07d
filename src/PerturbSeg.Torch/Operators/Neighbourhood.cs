namespace PerturbSeg.Torch.Operators;

/// <summary>Brings the neighbours of each pixel together.</summary>
public static class Neighbourhood
{
    private static readonly Operator Columns = Operator.Find("aten::im2col");

    /// <summary>
    /// The values on a square lattice around each pixel; zero beyond the image. Neighbour j·(2·radius + 1) + i lies
    /// (i − radius, j − radius) · spacing pixels to the right and down.
    /// </summary>
    /// <param name="x">[N, C, H, W].</param>
    /// <param name="radius">Lattice points to each side, from 0.</param>
    /// <param name="spacing">Pixels from one lattice point to the next, from 1.</param>
    /// <returns>[N, C, (2·radius + 1)², H·W].</returns>
    public static Tensor Of(Tensor x, int radius, int spacing)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentOutOfRangeException.ThrowIfNegative(radius);
        ArgumentOutOfRangeException.ThrowIfLessThan(spacing, 1);
        long side = (2 * radius) + 1, padding = (long)radius * spacing;
        Tensor columns = Columns.Call(
            x, new long[] { side, side }, new long[] { spacing, spacing }, new long[] { padding, padding }, new long[] { 1, 1 });
        return columns.Reshape(x.Shape[0], x.Shape[1], side * side, -1);
    }
}
