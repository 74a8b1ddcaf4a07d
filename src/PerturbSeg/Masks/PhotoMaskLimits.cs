namespace PerturbSeg.Masks;

/// <summary>What a mask that is found in a photo must keep to before it is believed: neither too small, nor too large, nor along the frame.</summary>
/// <param name="SmallestShare">The smallest share of the image that an object may take, in [0, 1).</param>
/// <param name="LargestShare">The largest share of the image that an object may take, in (0, 1].</param>
public sealed record PhotoMaskLimits(double SmallestShare, double LargestShare)
{
    // Of the density on the whole image, or as much as an object fills the image: masks of whole objects thin out towards the frame.
    private const double LargestFrameDensity = 0.5;
    private const int FramesPerSide = 16;

    /// <summary>Whether a mask keeps to the limits.</summary>
    /// <param name="mask">[height, width] of 0 and 1.</param>
    /// <param name="width">Pixels a row.</param>
    public bool Admit(ReadOnlySpan<float> mask, int width)
    {
        (double share, double frame) = Densities(mask, width);
        return share > SmallestShare && share < LargestShare && frame < share * Math.Max(share, LargestFrameDensity);
    }

    /// <summary>Whether a mask is denser at the frame than on the whole image: of the surroundings, not of an object.</summary>
    /// <param name="mask">[height, width] of 0 and 1.</param>
    /// <param name="width">Pixels a row.</param>
    /// <returns>False for empty and for full masks.</returns>
    public static bool IsSurroundings(ReadOnlySpan<float> mask, int width)
    {
        (double share, double frame) = Densities(mask, width);
        return frame > share;
    }

    /// <summary>The share that is covered of the whole image, and of its frame: the outermost sixteenth on each side.</summary>
    private static (double Whole, double Frame) Densities(ReadOnlySpan<float> mask, int width)
    {
        int height = mask.Length / width, edge = Math.Max(1, width / FramesPerSide);
        double all = 0, inner = 0;
        for (int y = 0; y < height; y++)
        {
            bool isInner = y >= edge && y < height - edge;
            for (int x = 0; x < width; x++)
            {
                double value = mask[(y * width) + x];
                all += value;
                if (isInner && x >= edge && x < width - edge)
                    inner += value;
            }
        }

        double pixels = (double)height * width, innerPixels = (height - (2.0 * edge)) * (width - (2.0 * edge));
        return (all / pixels, (all - inner) / (pixels - innerPixels));
    }
}
