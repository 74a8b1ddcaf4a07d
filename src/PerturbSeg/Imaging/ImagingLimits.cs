namespace PerturbSeg.Imaging;

/// <summary>The limits of the native imaging library, laid out as its <c>pseg_imaging_limits</c>.</summary>
/// <param name="MaxPixels">The most pixels a photo may have.</param>
/// <param name="MinSide">The fewest pixels either side may have.</param>
internal readonly record struct ImagingLimits(long MaxPixels, int MinSide);
