using PerturbSeg.Imaging;
using PerturbSeg.Masks;

namespace PerturbSeg.Segmentation;

/// <summary>Finds the objects of photos of any size. Threads may share one.</summary>
public interface IPhotoSegmenter
{
    /// <summary>How many photos it is best given at once: 1 where several threads that ask for one each are as quick.</summary>
    int PhotosAtOnce { get; }

    /// <summary>Segments photos; they may differ in size.</summary>
    /// <param name="photos">The photos.</param>
    /// <param name="cancellation">Ends it where it takes long.</param>
    /// <returns>A mask for each, of its photo's size.</returns>
    Mask[] Segment(IReadOnlyList<Photo> photos, CancellationToken cancellation = default);

    /// <summary>Segments photos and tells their objects apart; a segmenter that cannot takes all that it finds in a photo for one object.</summary>
    /// <param name="photos">The photos.</param>
    /// <param name="cancellation">Ends it where it takes long.</param>
    /// <returns>What was found in each, of its photo's size.</returns>
    FoundObjects[] Find(IReadOnlyList<Photo> photos, CancellationToken cancellation = default)
        => [.. Segment(photos, cancellation).Select(mask => new FoundObjects(mask))];
}
