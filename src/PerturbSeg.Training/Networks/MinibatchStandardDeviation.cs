using PerturbSeg.Torch;

namespace PerturbSeg.Training.Networks;

/// <summary>
/// Appends a channel with the mean standard deviation of features over groups of images, which shows the discriminator a lack of
/// variety (Karras et al., ICLR 2018, section 3).
/// </summary>
public static class MinibatchStandardDeviation
{
    private static readonly long[] Group = [0];
    private static readonly long[] Features = [1, 2, 3];

    /// <summary>Appends the channel.</summary>
    /// <param name="x">[N, C, H, W], float32.</param>
    /// <param name="group">
    /// How many images G form a group: n, n + N/G, n + 2N/G, …. All N where G does not divide N, or is left out.
    /// </param>
    /// <returns>[N, C + 1, H, W].</returns>
    public static Tensor Append(Tensor x, int? group = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        long count = x.Shape[0], channels = x.Shape[1], height = x.Shape[2], width = x.Shape[3];
        long size = group is { } wanted && count % wanted == 0 ? wanted : count;
        Tensor groups = x.Reshape(size, count / size, channels, height, width);
        Tensor centred = groups - groups.Mean(Group, keep: true);
        Tensor deviation = (centred.Square().Mean(Group) + 1e-8).Sqrt(); // [N/size, C, H, W]
        Tensor figure = deviation.Mean(Features, keep: true) // [N/size, 1, 1, 1]
            .Reshape(1, count / size, 1, 1, 1).Expand(size, count / size, 1, height, width).Reshape(count, 1, height, width);
        return Tensor.Concatenate([x, figure], 1);
    }
}
