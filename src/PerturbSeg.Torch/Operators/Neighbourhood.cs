namespace PerturbSeg.Torch.Operators;

/// <summary>Brings the neighbours of each pixel together.</summary>
public static class Neighbourhood
{
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
        long count = x.Shape[0], channels = x.Shape[1], height = x.Shape[2], width = x.Shape[3];
        Tensor padded = x.Pad([padding, padding, padding, padding]).Contiguous();
        long row = padded.Shape[3], plane = padded.Shape[2] * row;
        // All shifted images at once, as a view; with im2col, segmenting at 64 pixels took 1.3 to 1.6 times as long.
        Tensor shifted = padded.Strided(
            [count, channels, side, side, height, width], [channels * plane, plane, spacing * row, spacing, row, 1]);
        return shifted.Reshape(count, channels, side * side, height * width);
    }
}
