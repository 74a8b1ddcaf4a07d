using PerturbSeg.Torch.Native;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PerturbSeg.Torch.Operators;

/// <summary>Changes of resolution of [N, C, H, W] images.</summary>
public static class Resampling
{
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
    public static Tensor DoubleNearest(Tensor x) => Call.Of(x, image => functional.interpolate(image, null, Twice));

    /// <summary>Bilinear, pixel centres at half positions: [N, C, 2H, 2W].</summary>
    public static Tensor DoubleBilinear(Tensor x) => Call.Of(x, image => functional.interpolate(image, null, Twice, InterpolationMode.Bilinear, align_corners: false));

    /// <summary>Bilinear to a given size, pixel centres at half positions: [N, C, height, width].</summary>
    public static Tensor ResizeBilinear(Tensor x, long height, long width)
        => Call.Of(x, image => functional.interpolate(image, [height, width], null, InterpolationMode.Bilinear, align_corners: false));

    /// <summary>The mean of each 2×2 block: [N, C, H/2, W/2].</summary>
    public static Tensor HalveByMean(Tensor x) => Call.Of(x, image => functional.avg_pool2d(image, Two, Two));

    /// <summary>The largest of each 2×2 block: [N, C, H/2, W/2].</summary>
    public static Tensor HalveByMaximum(Tensor x) => Call.Of(x, image => functional.max_pool2d(image, Two, Two));

    /// <summary>Warps each image by its own affine map, bilinear.</summary>
    /// <param name="x">[N, C, H, W].</param>
    /// <param name="map">[N, 2, 3]: from output coordinates (x, y, 1) to input coordinates, both in [−1, 1].</param>
    /// <param name="outside">What lies beyond the frame.</param>
    public static Tensor Warp(Tensor x, Tensor map, Outside outside) => Sample(x, AffinePlaces(map, x.Shape[2], x.Shape[3]), outside);

    /// <summary>
    /// Where an affine map takes the pixels of an output: [N, height, width, 2], x and y in [−1, 1]. Exact inside <see cref="MixedPrecision"/>
    /// as well: places in a narrow type would be off by parts of a pixel.
    /// </summary>
    /// <param name="map">[N, 2, 3]: from output coordinates (x, y, 1) to input coordinates, both in [−1, 1].</param>
    /// <param name="height">Pixels of the output.</param>
    /// <param name="width">Pixels of the output.</param>
    public static Tensor AffinePlaces(Tensor map, long height, long width)
    {
        ArgumentNullException.ThrowIfNull(map);
        using var scope = new TensorScope();
        Tensor exact = map.Type is ScalarType.BFloat16 or ScalarType.Float16 ? map.To(ScalarType.Float32) : map;
        return scope.MoveOut(Call.Of(exact, theta => functional.affine_grid(theta, [theta.shape[0], 1, height, width], align_corners: false)));
    }

    /// <summary>Samples each image at given places, bilinear.</summary>
    /// <param name="x">[N, C, H, W].</param>
    /// <param name="places">[N, height, width, 2]: x and y in [−1, 1] from edge to edge.</param>
    /// <param name="outside">What lies beyond the frame.</param>
    /// <returns>[N, C, height, width].</returns>
    public static Tensor Sample(Tensor x, Tensor places, Outside outside)
    {
        ArgumentNullException.ThrowIfNull(places);
        GridSamplePaddingMode padding = outside switch
        {
            Outside.Zero => GridSamplePaddingMode.Zeros,
            Outside.Edge => GridSamplePaddingMode.Border,
            _ => GridSamplePaddingMode.Reflection,
        };
        using var scope = new TensorScope();
        return scope.MoveOut(Call.Of(
            x.To(places.Type), places, (image, grid) => functional.grid_sample(image, grid, GridSampleMode.Bilinear, padding, align_corners: false)));
    }
}
