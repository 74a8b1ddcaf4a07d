using System.Numerics;
using PerturbSeg.Masks;

namespace PerturbSeg.Metrics;

/// <summary>
/// How alike masks are among themselves. A generator that paints one silhouette for every latent scores near 1 where real objects
/// score about .6; a segmenter taught by it fails on every other pose. Needs no labels, so it can be watched while training.
/// </summary>
public static class MaskDiversity
{
    /// <summary>The mean <see cref="Iou"/> over all pairs of different masks, made binary first; in [0, 1], less is more diverse.</summary>
    /// <param name="masks">[N, 1, H, W], in [0, 1].</param>
    /// <param name="count">N, at least 2.</param>
    /// <returns>The mean. A pair of empty masks counts as 1.</returns>
    /// <exception cref="ArgumentException">There are fewer than two masks, or the length is not a multiple of their number.</exception>
    public static double MeanPairwiseIou(ReadOnlySpan<float> masks, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        if (masks.IsEmpty || masks.Length % count != 0)
            throw new ArgumentException($"Expected {count} masks of one size, got {masks.Length} values.", nameof(masks));
        ulong[][] packed = new ulong[count][];
        for (int i = 0; i < count; i++)
            packed[i] = Pack(masks.Slice(i * (masks.Length / count), masks.Length / count));

        double sum = 0;
        for (int i = 1; i < count; i++)
            for (int j = 0; j < i; j++)
                sum += PairIou(packed[i], packed[j]);
        return sum / (count * (count - 1L) / 2);
    }

    /// <summary>One bit a pixel, so that a pair is compared 64 pixels at a time.</summary>
    private static ulong[] Pack(ReadOnlySpan<float> mask)
    {
        ulong[] bits = new ulong[(mask.Length + 63) / 64];
        for (int i = 0; i < mask.Length; i++)
            if (BinaryMask.IsObject(mask[i]))
                bits[i / 64] |= 1ul << (i % 64);
        return bits;
    }

    private static double PairIou(ulong[] left, ulong[] right)
    {
        long intersection = 0, union = 0;
        for (int i = 0; i < left.Length; i++)
        {
            intersection += BitOperations.PopCount(left[i] & right[i]);
            union += BitOperations.PopCount(left[i] | right[i]);
        }

        return union == 0 ? 1 : (double)intersection / union;
    }
}
