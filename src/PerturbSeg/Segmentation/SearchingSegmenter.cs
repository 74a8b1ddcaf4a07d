using PerturbSeg.Imaging;
using PerturbSeg.Masks;

namespace PerturbSeg.Segmentation;

/// <summary>Looks for the object first, and segments the window in which it takes the share that it takes in training.</summary>
/// <param name="segmenter">Segments windows.</param>
/// <param name="search">Finds them.</param>
internal sealed class SearchingSegmenter(IPhotoSegmenter segmenter, ObjectSearch search) : IPhotoSegmenter
{
    /// <summary>A segmenter that looks for the object first, where that is asked for.</summary>
    /// <param name="segmenter">Segments windows.</param>
    /// <param name="predictor">Judges where the object may be; not owned.</param>
    /// <param name="limits">What masks are believed.</param>
    /// <param name="framing">How photos of the training show their objects.</param>
    /// <param name="smallest">The side of the smallest windows, as a share of the photo's shorter side; null gives the segmenter as it is.</param>
    public static IPhotoSegmenter Around(
        IPhotoSegmenter segmenter, IMaskPredictor predictor, PhotoMaskLimits limits, ObjectFraming framing, double? smallest)
        => smallest is { } share ? new SearchingSegmenter(segmenter, new ObjectSearch(predictor, limits, framing, share)) : segmenter;

    /// <inheritdoc/>
    public int PhotosAtOnce => segmenter.PhotosAtOnce;

    /// <inheritdoc/>
    public Mask[] Segment(IReadOnlyList<Photo> photos, CancellationToken cancellation = default)
    {
        ObjectWindow[] windows = [.. photos.Select(photo => search.Find(photo, cancellation))];
        Mask[] masks = segmenter.Segment([.. photos.Zip(windows, (photo, window) => window.CutFrom(photo))], cancellation);
        return [.. photos.Select((photo, i) => masks[i].Within(windows[i], photo.Width, photo.Height))];
    }
}
