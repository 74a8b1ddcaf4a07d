using PerturbSeg.Imaging;
using PerturbSeg.Masks;

namespace PerturbSeg.Segmentation;

/// <summary>Looks for the object first, and segments the window in which it takes the share that it takes in training.</summary>
/// <param name="segmenter">Segments windows.</param>
/// <param name="search">Finds them.</param>
internal sealed class SearchingSegmenter(IPhotoSegmenter segmenter, ObjectSearch search) : IPhotoSegmenter
{
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
