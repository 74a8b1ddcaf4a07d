using PerturbSeg.Evaluation;
using PerturbSeg.Training;

namespace PerturbSeg.Segmentation;

/// <summary>
/// Where a photo would have to be cut out for its object to lie in it as objects do in photos of the training: in the middle, taking their
/// share. An encoder knows no other photos.
/// </summary>
/// <param name="Share">The share of a training photo that its object takes, in (0, 1).</param>
internal sealed record ObjectFraming(double Share)
{
    private const double ShareOfMinMask = 1.2; // η is given a little below the share of objects
    private const double SmallestExtent = 0.4, LargestExtent = 2;

    // So near to those of the training photos can be left as they are: generated pairs taught an encoder such shifts.
    private const double LikeExtent = 1.5, LikeOffset = 0.125;

    /// <summary>The framing of a run's photos.</summary>
    /// <param name="run">The run.</param>
    public static ObjectFraming Of(RunFolder run)
    {
        TrainingOptions training = run.Configuration.Options;
        return new ObjectFraming(Math.Min(ShareOfMinMask * training.MinMask, training.LargestShare));
    }

    /// <summary>The window around the object of a mask, of the photo's aspect, .4 to 2 times as large; it may reach beyond the photo.</summary>
    /// <param name="mask">The mask of a photo.</param>
    /// <returns>The window; the whole photo where the object lies nearly as in training already, or the mask is empty.</returns>
    public ObjectWindow Around(Mask mask)
    {
        (double area, double x, double y) = MaskMiddle.Of(mask.Values, mask.Width, BinaryMask.Threshold);
        double extent = Math.Clamp(Math.Sqrt(area / mask.Values.Length / Share), SmallestExtent, LargestExtent);
        if (area == 0 || (extent < LikeExtent && extent * LikeExtent > 1 && IsCentral(x / mask.Width) && IsCentral(y / mask.Height)))
            return new ObjectWindow(0, 0, mask.Width, mask.Height);
        int width = Math.Max(1, (int)Math.Round(extent * mask.Width)), height = Math.Max(1, (int)Math.Round(extent * mask.Height));
        return new ObjectWindow((int)Math.Round(x - (width / 2.0)), (int)Math.Round(y - (height / 2.0)), width, height);
    }

    private static bool IsCentral(double position) => Math.Abs(position - 0.5) < LikeOffset;
}
