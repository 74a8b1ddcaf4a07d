using PerturbSeg.Imaging;
using PerturbSeg.Masks;

namespace PerturbSeg.Segmentation;

/// <summary>
/// Where a photo would have to be cut out for its object to lie in it as objects do in photos of the training: in the middle, taking their
/// share. An encoder knows objects that lie otherwise, or are larger, but none that are much smaller.
/// </summary>
/// <param name="Share">The share of a training square that its object takes, in (0, 1).</param>
/// <param name="Fit">How photos became squares.</param>
internal sealed record ObjectFraming(double Share, PackFit Fit)
{
    private const double SmallestExtent = 0.1, LargestExtent = 1;

    // So near to those of the training photos can be left as they are: generated scenes taught an encoder such scales and shifts.
    private const double LikeExtent = 0.6, LikeOffset = 0.25;

    /// <summary>
    /// The window around the object of a mask, of the aspect of what a network sees of the photo, .1 to 1 times as large; it may reach beyond
    /// the photo. It is so large that the object takes its share, or larger where the object would not fit in.
    /// </summary>
    /// <param name="mask">The mask of a photo.</param>
    /// <returns>The window; all that a network sees of the photo where the object lies nearly as in training already, or the mask is empty.</returns>
    public ObjectWindow Around(Mask mask)
    {
        var all = ObjectWindow.Seen(mask.Width, mask.Height, Fit);
        var seen = MaskSpread.Of(mask.Values, mask.Width, BinaryMask.Threshold);
        if (seen.Area == 0)
            return all;
        double byArea = Math.Sqrt(seen.Area / Share / ((double)all.Width * all.Height));
        double extent = Math.Clamp(Math.Max(byArea, Math.Max(seen.Width / all.Width, seen.Height / all.Height)), SmallestExtent, LargestExtent);
        if (extent > LikeExtent && IsCentral((seen.X - all.Left) / all.Width) && IsCentral((seen.Y - all.Top) / all.Height))
            return all;
        int width = Math.Max(1, (int)Math.Round(extent * all.Width)), height = Math.Max(1, (int)Math.Round(extent * all.Height));
        return new ObjectWindow((int)Math.Round(seen.X - (width / 2.0)), (int)Math.Round(seen.Y - (height / 2.0)), width, height);
    }

    private static bool IsCentral(double position) => Math.Abs(position - 0.5) < LikeOffset;
}
