namespace PerturbSeg.Imaging;

/// <summary>The sizes that are let through.</summary>
/// <param name="MaxPixels">The most pixels a photo may have.</param>
/// <param name="MinSide">The fewest pixels either side may have.</param>
internal readonly record struct ImagingLimits(long MaxPixels, int MinSide)
{
    /// <summary>Refuses a size beyond the limits.</summary>
    /// <param name="width">The width in pixels, from 1.</param>
    /// <param name="height">The height in pixels, from 1.</param>
    /// <exception cref="PhotoFormatException">The size is beyond the limits.</exception>
    public void Check(int width, int height)
    {
        string sides = $"{width}×{height} pixels";
        if ((long)width * height > MaxPixels)
            throw new PhotoFormatException(PhotoProblem.TooLarge, $"{sides} are more than the limit of {MaxPixels}");
        if (Math.Min(width, height) < MinSide)
            throw new PhotoFormatException(PhotoProblem.TooSmall, $"{sides}, but the shorter side must have at least {MinSide}");
    }
}
