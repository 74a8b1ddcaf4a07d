using PerturbSeg.Imaging;
using PerturbSeg.Masks;
using PerturbSeg.Segmentation;

namespace PerturbSeg.Training.Predicting;

/// <summary>
/// The mean of a segmenter's masks and an encoder's, in the window that the encoder sees: it knows objects as photos of the training show them,
/// and the segmenter says where they are.
/// </summary>
/// <param name="segmenter">Looks first.</param>
/// <param name="encoder">Looks then.</param>
/// <param name="framing">How photos of the training show their objects.</param>
internal sealed class JointSegmenter(IPhotoSegmenter segmenter, IPhotoSegmenter encoder, ObjectFraming framing) : IPhotoSegmenter
{
    /// <inheritdoc/>
    public int PhotosAtOnce => encoder.PhotosAtOnce;

    /// <inheritdoc/>
    public Mask[] Segment(IReadOnlyList<Photo> photos, CancellationToken cancellation = default)
        => [.. Find(photos, cancellation).Select(found => found.Mask)];

    /// <inheritdoc/>
    public FoundObjects[] Find(IReadOnlyList<Photo> photos, CancellationToken cancellation = default)
    {
        FoundObjects[] found = segmenter.Find(photos, cancellation);
        Mask[] first = [.. found.Select(one => one.Mask)];
        ObjectWindow[] windows = [.. first.Select(framing.Around)];
        Mask[] second = encoder.Segment([.. photos.Zip(windows, (photo, window) => window.CutFrom(photo))], cancellation);
        return [.. first.Select((mask, i) => new FoundObjects(Mask.Mean([mask, mask.With(windows[i], second[i])])) { Doubt = found[i].Doubt })];
    }
}
