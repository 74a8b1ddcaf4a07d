using PerturbSeg.Torch;

namespace PerturbSeg.Networks;

/// <summary>
/// Appends a channel with the mean standard deviation of features over groups of images, which shows the discriminator a lack of
/// variety (Karras et al., ICLR 2018, section 3).
/// </summary>
public static class MinibatchStandardDeviation
{
    private const long LargestGroup = 4;
    private static readonly long[] Group = [0];
    private static readonly long[] Features = [1, 2, 3];

    /// <summary>Appends the channel.</summary>
    /// <param name="x">[N, C, H, W], float32; images n, n + N/4, n + 2N/4, … form a group (all N where 4 does not divide N).</param>
    /// <returns>[N, C + 1, H, W].</returns>
    public static Tensor Append(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        long count = x.Shape[0], channels = x.Shape[1], height = x.Shape[2], width = x.Shape[3];
        long size = count % LargestGroup == 0 ? LargestGroup : count;
        Tensor groups = x.Reshape(size, count / size, channels, height, width);
        Tensor centred = groups - groups.Mean(Group, keep: true);
        Tensor deviation = (centred.Square().Mean(Group) + 1e-8).Sqrt(); // [N/size, C, H, W]
        Tensor figure = deviation.Mean(Features, keep: true) // [N/size, 1, 1, 1]
            .Reshape(1, count / size, 1, 1, 1).Expand(size, count / size, 1, height, width).Reshape(count, 1, height, width);
        return Tensor.Concatenate([x, figure], 1);
    }
}
