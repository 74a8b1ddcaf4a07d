using PerturbSeg.Torch;
using PerturbSeg.Training.Collectives;

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
    /// <param name="batch">Which share of a batch the images are, where groups are those of the whole batch; null for all of it.</param>
    /// <returns>[N, C + 1, H, W].</returns>
    public static Tensor Append(Tensor x, int? group = null, BatchShare? batch = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        long own = x.Shape[0], all = own * (batch?.Size ?? 1);
        long size = group is { } wanted && all % wanted == 0 ? wanted : all;
        return own % size == 0
            ? Tensor.Concatenate([x, Figures(x, size)], 1) // a share has whole groups
            : Tensor.Concatenate([x, batch!.Own(Figures(batch.Gather(x), size))], 1);
    }

    // [N, 1, H, W]: that of each image's group.
    private static Tensor Figures(Tensor x, long size)
    {
        long count = x.Shape[0], channels = x.Shape[1], height = x.Shape[2], width = x.Shape[3];
        Tensor groups = x.Reshape(size, count / size, channels, height, width);
        Tensor centred = groups - groups.Mean(Group, keep: true);
        Tensor deviation = (centred.Square().Mean(Group) + 1e-8).Sqrt(); // [N/size, C, H, W]
        return deviation.Mean(Features, keep: true) // [N/size, 1, 1, 1]
            .Reshape(1, count / size, 1, 1, 1).Expand(size, count / size, 1, height, width).Reshape(count, 1, height, width);
    }
}
