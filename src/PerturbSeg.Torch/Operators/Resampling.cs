namespace PerturbSeg.Torch.Operators;

/// <summary>Changes of resolution of [N, C, H, W] images.</summary>
public static class Resampling
{
    private static readonly Operator Nearest = Operator.Find("aten::upsample_nearest2d", "vec");
    private static readonly Operator Bilinear = Operator.Find("aten::upsample_bilinear2d", "vec");
    private static readonly Operator AveragePool = Operator.Find("aten::avg_pool2d");
    private static readonly Operator MaxPool = Operator.Find("aten::max_pool2d");
    private static readonly Operator GridSampler = Operator.Find("aten::grid_sampler");
    private static readonly Operator AffineGrid = Operator.Find("aten::affine_grid_generator");
    private static readonly double[] Twice = [2, 2];
    private static readonly long[] Two = [2, 2];

    /// <summary>How a sample outside the image is answered.</summary>
    public enum Outside
    {
        /// <summary>With zero.</summary>
        Zero = 0,

        /// <summary>With the nearest pixel of the edge.</summary>
        Edge = 1,

        /// <summary>With the image mirrored at its edge.</summary>
        Mirror = 2,
    }

    /// <summary>Each pixel four times: [N, C, 2H, 2W].</summary>
    public static Tensor DoubleNearest(Tensor x) => Nearest.Call(x, Argument.None, Twice);

    /// <summary>Bilinear, pixel centres at half positions: [N, C, 2H, 2W].</summary>
    public static Tensor DoubleBilinear(Tensor x) => Bilinear.Call(x, Argument.None, false, Twice);

    /// <summary>Bilinear to a given size, pixel centres at half positions: [N, C, height, width].</summary>
    public static Tensor ResizeBilinear(Tensor x, long height, long width)
        => Bilinear.Call(x, new long[] { height, width }, false, Argument.None);

    /// <summary>The mean of each 2×2 block: [N, C, H/2, W/2].</summary>
    public static Tensor HalveByMean(Tensor x) => AveragePool.Call(x, Two, Two);

    /// <summary>The largest of each 2×2 block: [N, C, H/2, W/2].</summary>
    public static Tensor HalveByMaximum(Tensor x) => MaxPool.Call(x, Two, Two);

    /// <summary>Warps each image by its own affine map, bilinear.</summary>
    /// <param name="x">[N, C, H, W].</param>
    /// <param name="map">[N, 2, 3]: from output coordinates (x, y, 1) to input coordinates, both in [−1, 1].</param>
    /// <param name="outside">What lies beyond the frame.</param>
    public static Tensor Warp(Tensor x, Tensor map, Outside outside)
    {
        const long bilinear = 0;
        Tensor grid = AffineGrid.Call(map, x.Shape.ToArray(), false); // [N, H, W, 2]
        return GridSampler.Call(x, grid, bilinear, (long)outside, false);
    }
}
