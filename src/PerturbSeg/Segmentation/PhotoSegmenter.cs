using System.Numerics.Tensors;
using PerturbSeg.Imaging;
using PerturbSeg.Masks;
using PerturbSeg.Mending;

namespace PerturbSeg.Segmentation;

/// <summary>
/// Finds the objects of photos of any size: each photo becomes a square of the model's side, judged as it is and mirrored, and the mean
/// logits, mended along the photo's edges, are brought back to the photo's size. Interpolating logits instead of probabilities keeps
/// the outline smooth. Inside a window around the object a second, closer look decides. Last, masks are
/// mended by the photo's colours.
/// </summary>
/// <remarks>
/// Photos become squares as those of the training did. Where that was <see cref="PackFit.Crop"/>, only the largest centred square is
/// judged: beyond it nothing is known, and the mask is 0. Beside photo and mask it takes no memory that grows with the photo.
/// </remarks>
/// <param name="predictor">Judges square images; not owned.</param>
/// <param name="options">What is done around the predictor; null takes the defaults.</param>
public sealed class PhotoSegmenter(IMaskPredictor predictor, PhotoSegmenterOptions? options = null) : IPhotoSegmenter
{
    private readonly PhotoSegmenterOptions _options = options ?? new PhotoSegmenterOptions();
    private readonly int _side = predictor.Side;

    private int Area => _side * _side;

    /// <inheritdoc/>
    public int PhotosAtOnce => predictor.PhotosAtOnce;

    /// <summary>Segments one photo.</summary>
    /// <param name="photo">The photo.</param>
    /// <returns>A mask of the photo's size.</returns>
    public Mask Segment(Photo photo) => Segment([photo])[0];

    /// <inheritdoc/>
    public Mask[] Segment(IReadOnlyList<Photo> photos, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(photos);
        if (photos.Count == 0)
            return [];
        cancellation.ThrowIfCancellationRequested();
        ObjectWindow[] seen = [.. photos.Select(photo => ObjectWindow.Seen(photo.Width, photo.Height, predictor.Fit))];
        float[] logits = Judge(photos, seen); // [N, side, side]
        Mask[] masks = [.. photos.Select(photo => new Mask(photo.Width, photo.Height, new float[photo.Width * photo.Height]))];
        Write(logits, masks, seen);
        if (_options.SecondLook && predictor.KnowsCloseUps)
        {
            ObjectWindow[] windows = [.. seen.Select((part, i) => ObjectWindow.Around(logits.AsSpan(i * Area, Area), _side, part))];
            Write(Judge(photos, windows), masks, windows);
        }

        if (_options.Colors is { } colors)
        {
            for (int i = 0; i < masks.Length; i++)
                colors.Mend(photos[i], masks[i], seen[i]);
        }

        return masks;
    }

    private void Write(float[] logits, Mask[] masks, ObjectWindow[] parts)
    {
        for (int i = 0; i < masks.Length; i++)
            LogitInterpolation.Write(logits.AsSpan(i * Area, Area), _side, masks[i], parts[i]);
    }

    /// <summary>What the network says of parts of photos: [N, side, side].</summary>
    private float[] Judge(IReadOnlyList<Photo> photos, ObjectWindow[] parts)
    {
        int count = photos.Count, length = SquareImages.Length(_side);
        float[] images = new float[(_options.Mirror ? 2 : 1) * count * length]; // [N, 3, side, side], then their mirror images
        for (int i = 0; i < count; i++)
            SquareImages.Fill(photos[i], parts[i], _side, images.AsSpan(i * length, length));
        if (_options.Mirror)
            SquareImages.Mirror(images.AsSpan(0, count * length), _side, images.AsSpan(count * length));
        float[] said = predictor.Predict(images), logits = new float[count * Area];
        if (_options.Mirror)
        {
            SquareImages.Mirror(said.AsSpan(count * Area), _side, logits);
            TensorPrimitives.Add(logits, said.AsSpan(0, logits.Length), logits);
            TensorPrimitives.Multiply(logits, 0.5f, logits);
        }
        else
        {
            said.CopyTo(logits, 0);
        }

        if (_options.Refinement is { } refinement)
        {
            for (int i = 0; i < count; i++)
                refinement.Refine(images.AsSpan(i * length, length), logits.AsSpan(i * Area, Area), _side).CopyTo(logits, i * Area);
        }

        return logits;
    }
}
