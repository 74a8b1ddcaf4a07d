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
    public static Tensor Warp(Tensor x, Tensor map, Outside outside) => Sample(x, AffinePlaces(map, x.Shape[2], x.Shape[3]), outside);

    /// <summary>
    /// Where an affine map takes the pixels of an output: [N, height, width, 2], x and y in [−1, 1]. Exact inside <see cref="Autocast"/>
    /// as well: places in a narrow type would be off by parts of a pixel.
    /// </summary>
    /// <param name="map">[N, 2, 3]: from output coordinates (x, y, 1) to input coordinates, both in [−1, 1].</param>
    /// <param name="height">Pixels of the output.</param>
    /// <param name="width">Pixels of the output.</param>
    public static Tensor AffinePlaces(Tensor map, long height, long width)
    {
        ArgumentNullException.ThrowIfNull(map);
        using var exact = new Autocast(map.Device, ScalarType.Float32);
        return AffineGrid.Call(map.Type == ScalarType.BFloat16 ? map.To(ScalarType.Float32) : map, new long[] { map.Shape[0], 1, height, width }, false);
    }

    /// <summary>Samples each image at given places, bilinear.</summary>
    /// <param name="x">[N, C, H, W].</param>
    /// <param name="places">[N, height, width, 2]: x and y in [−1, 1] from edge to edge.</param>
    /// <param name="outside">What lies beyond the frame.</param>
    /// <returns>[N, C, height, width].</returns>
    public static Tensor Sample(Tensor x, Tensor places, Outside outside)
    {
        const long bilinear = 0;
        return GridSampler.Call(x, places, bilinear, (long)outside, false);
    }
}
