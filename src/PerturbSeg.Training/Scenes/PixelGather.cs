using PerturbSeg.Torch;

namespace PerturbSeg.Training.Scenes;

/// <summary>Moves whole pixels, a different way for each image.</summary>
internal static class PixelGather
{
    /// <summary>Result pixel (y, x) of image n is input pixel (rows[n, y], columns[n, x]).</summary>
    /// <param name="image">[N, C, H, W].</param>
    /// <param name="rows">[N, h] of Int64, in [0, H).</param>
    /// <param name="columns">[N, w] of Int64, in [0, W).</param>
    /// <returns>[N, C, h, w].</returns>
    public static Tensor Pick(Tensor image, Tensor rows, Tensor columns)
    {
        long count = image.Shape[0], channels = image.Shape[1], width = image.Shape[3];
        long outRows = rows.Shape[1], outColumns = columns.Shape[1];
        Tensor position = (rows.Reshape(count, outRows, 1) * width) + columns.Reshape(count, 1, outColumns); // [N, h, w]
        Tensor index = position.Reshape(count, 1, outRows * outColumns).Expand(count, channels, outRows * outColumns);
        return image.Reshape(count, channels, -1).Gather(2, index).Reshape(count, channels, outRows, outColumns);
    }

    /// <summary>Moves each image by its own whole number of pixels; what leaves the frame is lost, what enters is 0.</summary>
    /// <param name="image">[N, C, H, W].</param>
    /// <param name="moves">[N, 2] of Int64, pixels; x to the right, y down; none larger than <paramref name="most"/>.</param>
    /// <param name="most">Bound of the moves, pixels.</param>
    /// <returns>[N, C, H, W].</returns>
    public static Tensor Move(Tensor image, Tensor moves, long most)
    {
        Tensor padded = image.Pad([most, most, most, most]); // [N, C, H+2m, W+2m]
        Tensor rows = Positions(image.Shape[2], moves.Device) + most - moves.Slice(1, 1, 2); // [N, H]
        Tensor columns = Positions(image.Shape[3], moves.Device) + most - moves.Slice(1, 0, 1); // [N, W]
        return Pick(padded, rows, columns);
    }

    /// <summary>0, 1, … extent − 1 as [1, extent] of Int64.</summary>
    public static Tensor Positions(long extent, Device device)
        => Tensor.Range(0, extent, 1, device, ScalarType.Int64).Reshape(1, extent);

    /// <summary>All positions of an axis that goes around, each from its own first one on.</summary>
    /// <param name="first">[N, 1] of Int64, of any size and sign.</param>
    /// <param name="extent">Positions of the axis.</param>
    /// <returns>[N, extent] of Int64, in [0, extent).</returns>
    public static Tensor Around(Tensor first, long extent) => (Positions(extent, first.Device) + first).Remainder(extent);
}
