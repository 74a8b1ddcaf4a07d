using PerturbSeg.Imaging;
using PerturbSeg.Masks;

namespace PerturbSeg.Segmentation;

/// <summary>Looks for objects first, and segments windows in which they take the share that they take in training.</summary>
/// <param name="segmenter">Segments windows.</param>
/// <param name="search">Finds them.</param>
/// <param name="mostObjects">The most objects of a photo that are told apart, from 1.</param>
internal sealed class SearchingSegmenter(IPhotoSegmenter segmenter, ObjectSearch search, int mostObjects) : IPhotoSegmenter
{
    /// <summary>A segmenter that looks for objects first, where that is asked for.</summary>
    /// <param name="segmenter">Segments windows.</param>
    /// <param name="predictor">Judges where objects may be; not owned.</param>
    /// <param name="limits">What masks are believed.</param>
    /// <param name="framing">How photos of the training show their objects.</param>
    /// <param name="options">Whether it looks, in which windows and for how many objects.</param>
    public static IPhotoSegmenter Around(
        IPhotoSegmenter segmenter, IMaskPredictor predictor, PhotoMaskLimits limits, ObjectFraming framing, PhotoSegmenterOptions options)
        => options.SmallestWindow is { } smallest
            ? new SearchingSegmenter(segmenter, new ObjectSearch(predictor, limits, framing, smallest), options.MostObjects)
            : segmenter;

    /// <inheritdoc/>
    public int PhotosAtOnce => segmenter.PhotosAtOnce;

    /// <inheritdoc/>
    public Mask[] Segment(IReadOnlyList<Photo> photos, CancellationToken cancellation = default)
        => [.. Find(photos, cancellation).Select(found => found.Mask)];

    /// <inheritdoc/>
    public FoundObjects[] Find(IReadOnlyList<Photo> photos, CancellationToken cancellation = default)
        => mostObjects == 1 ? [.. photos.Chunk(Math.Max(1, PhotosAtOnce)).SelectMany(batch => FindOne(batch, cancellation))] : [.. photos.Select(photo => FindSeveral(photo, cancellation))];

    private FoundObjects[] FindOne(Photo[] photos, CancellationToken cancellation)
    {
        ObjectWindow[] windows = [.. photos.Select(photo => search.Find(photo, cancellation))];
        FoundObjects[] found = segmenter.Find([.. photos.Zip(windows, (photo, window) => window.CutFrom(photo))], cancellation);
        return [.. photos.Select((photo, i) => new FoundObjects(found[i].Mask.Within(windows[i], photo.Width, photo.Height)) { Doubt = found[i].Doubt })];
    }

    private FoundObjects FindSeveral(Photo photo, CancellationToken cancellation)
    {
        var gathered = new GatheredObjects(photo.Width, photo.Height);
        foreach (ObjectWindow window in search.FindSeveral(photo, mostObjects, cancellation))
            gathered.Add(window, segmenter.Find([window.CutFrom(photo)], cancellation)[0]);
        return gathered.Finish();
    }
}
