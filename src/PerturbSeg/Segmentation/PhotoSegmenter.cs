using System.Numerics.Tensors;
using PerturbSeg.Imaging;
using PerturbSeg.Masks;
using PerturbSeg.Mending;

namespace PerturbSeg.Segmentation;

/// <summary>
/// Finds the objects of photos of any size: each photo becomes a square of the model's side, judged as it is and mirrored, and the mean
/// logits, mended along the photo's edges, are brought back to the photo's size. Interpolating logits instead of probabilities keeps
/// the outline smooth. Inside a window around the object a second, closer look decides. Last, masks are
/// mended by the photo's colours, their outlines drawn along it, and specks and pinholes cleared.
/// </summary>
/// <remarks>
/// Photos become squares as those of the training did. Where that was <see cref="PackFit.Crop"/>, only the largest centred square is
/// judged: beyond it nothing is known, and the mask is 0. Beside photo and mask it takes no memory that grows with the photo.
/// </remarks>
/// <param name="predictor">Judges square images; not owned.</param>
/// <param name="options">What is done around the predictor; null takes the defaults.</param>
public sealed class PhotoSegmenter(IMaskPredictor predictor, PhotoSegmenterOptions? options = null) : IPhotoSegmenter
{
    // Squares go to the network together: so many that memory does not grow with the list, and that an end that is asked for comes soon.
    private const int MostAtOnce = 16;

    private readonly PhotoSegmenterOptions _options = options ?? new PhotoSegmenterOptions();
    private readonly int _side = predictor.Side;

    /// <inheritdoc/>
    public int PhotosAtOnce => predictor.PhotosAtOnce;

    /// <summary>Segments one photo.</summary>
    /// <param name="photo">The photo.</param>
    /// <returns>A mask of the photo's size.</returns>
    public Mask Segment(Photo photo) => Segment([photo])[0];

    /// <inheritdoc/>
    public Mask[] Segment(IReadOnlyList<Photo> photos, CancellationToken cancellation = default)
        => [.. Find(photos, cancellation).Select(found => found.Mask)];

    /// <inheritdoc/>
    public FoundObjects[] Find(IReadOnlyList<Photo> photos, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(photos);
        var found = new List<FoundObjects>(photos.Count);
        foreach (Photo[] batch in photos.Chunk(Math.Max(MostAtOnce, PhotosAtOnce)))
        {
            cancellation.ThrowIfCancellationRequested();
            NetworkLook[] whole = Look(batch, [.. batch.Select(photo => ObjectWindow.Seen(photo.Width, photo.Height, predictor.Fit))]), last = LookCloser(batch, whole);
            for (int i = 0; i < batch.Length; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                found.Add(Finish(batch[i], whole[i], last[i]));
            }
        }

        return [.. found];
    }

    // Where the window around the object is the whole again, nothing else would be seen.
    private NetworkLook[] LookCloser(Photo[] photos, NetworkLook[] whole)
    {
        if (!_options.SecondLook || !predictor.KnowsCloseUps)
            return whole;
        ObjectWindow[] windows = [.. whole.Select(look => ObjectWindow.Around(look.Logits, _side, look.Part))];
        int[] closer = [.. Enumerable.Range(0, photos.Length).Where(i => windows[i] != whole[i].Part)];
        NetworkLook[] last = [.. whole];
        foreach ((int i, NetworkLook look) in closer.Zip(Look([.. closer.Select(i => photos[i])], [.. closer.Select(i => windows[i])])))
            last[i] = look;
        return last;
    }

    /// <summary>Brings what was seen of a photo to its size, and mends it there.</summary>
    private FoundObjects Finish(Photo photo, NetworkLook whole, NetworkLook last)
    {
        var mask = new Mask(photo.Width, photo.Height, new float[photo.Width * photo.Height]);
        LogitInterpolation.Write(whole.Logits, _side, mask, whole.Part);
        if (last != whole)
            LogitInterpolation.Write(last.Logits, _side, mask, last.Part);
        _options.Colors?.Mend(photo, mask, whole.Part);
        _options.Outline?.Smooth(photo, mask, whole.Part);
        _options.Pieces?.Clear(mask);
        return new FoundObjects(mask) { Doubt = MaskDoubt.Of(last, last == whole ? 1 : MaskDoubt.Agreement(whole, last), mask) };
    }

    /// <summary>What the network says of parts of photos.</summary>
    private NetworkLook[] Look(Photo[] photos, ObjectWindow[] parts)
    {
        if (photos.Length == 0)
            return [];
        int count = photos.Length, length = SquareImages.Length(_side), area = _side * _side;
        float[] images = new float[(_options.Mirror ? 2 : 1) * count * length]; // [N, 3, side, side], then their mirror images
        for (int i = 0; i < count; i++)
            SquareImages.Fill(photos[i], parts[i], _side, images.AsSpan(i * length, length));
        if (_options.Mirror)
            SquareImages.Mirror(images.AsSpan(0, count * length), _side, images.AsSpan(count * length));
        float[] said = predictor.Predict(images), mirrored = new float[area];
        return [.. parts.Select((part, i) =>
        {
            float[] logits = said.AsSpan(i * area, area).ToArray();
            double agreement = 1;
            if (_options.Mirror)
            {
                SquareImages.Mirror(said.AsSpan((count + i) * area, area), _side, mirrored);
                agreement = MaskAgreement.Iou(logits, mirrored);
                TensorPrimitives.Add(logits, mirrored, logits);
                TensorPrimitives.Multiply(logits, 0.5f, logits);
            }

            if (_options.Refinement is { } refinement)
                logits = refinement.Refine(images.AsSpan(i * length, length), logits, _side);
            return new NetworkLook(part, logits, _side, agreement);
        })];
    }
}
