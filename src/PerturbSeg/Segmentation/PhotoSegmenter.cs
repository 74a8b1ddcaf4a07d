using PerturbSeg.Imaging;
using PerturbSeg.Masks;
using PerturbSeg.Photos;
using PerturbSeg.Torch;
using PerturbSeg.Torch.Operators;
using PerturbSeg.Training.Predicting;

namespace PerturbSeg.Segmentation;

/// <summary>
/// Finds the objects of photos of any size: each photo becomes a square of the model's side, judged as it is and mirrored, and the mean
/// logits, mended along the photo's edges, are brought back to the photo's size. Interpolating logits instead of probabilities keeps
/// the outline smooth. Inside a window around the object a second, closer look decides. Last, masks are
/// mended by the photo's colours.
/// </summary>
/// <remarks>
/// Photos become squares as those of the training did. Where that was <see cref="PackFit.Crop"/>, only the largest centred square is
/// judged: beyond it nothing is known, and the mask is 0.
/// </remarks>
/// <param name="predictor">Judges square images; not owned.</param>
/// <param name="options">What is done around the predictor; null takes the defaults.</param>
public sealed class PhotoSegmenter(IMaskPredictor predictor, PhotoSegmenterOptions? options = null) : IPhotoSegmenter
{
    private readonly PhotoSegmenterOptions _options = options ?? new PhotoSegmenterOptions();

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
        if (predictor.Fit == PackFit.Stretch)
            return SegmentWhole(photos);
        Mask[] squares = SegmentWhole([.. photos.Select(CentreSquare.Cut)]);
        return [.. squares.Zip(photos, Surround)];
    }

    private static Mask Surround(Mask known, Photo photo)
    {
        var square = CentreSquare.In(photo.Width, photo.Height);
        return known.Within(new ObjectWindow(square.Left, square.Top, square.Side, square.Side), photo.Width, photo.Height);
    }

    private Mask[] SegmentWhole(IReadOnlyList<Photo> photos)
    {
        using var scope = new TensorScope();
        using Autograd.Mode recording = Autograd.NoGradient();
        Tensor logits = Judge(photos); // [N, 1, side, side]
        var masks = new Mask[photos.Count];
        for (int i = 0; i < masks.Length; i++)
            masks[i] = new Mask(photos[i].Width, photos[i].Height, Probabilities(logits.Slice(0, i, i + 1), photos[i].Width, photos[i].Height));
        if (_options.SecondLook && predictor.KnowsCloseUps)
            LookAgain(photos, logits, masks);
        return _options.Colors is { } colors ? [.. photos.Zip(masks, colors.Mend)] : masks;
    }

    /// <summary>Overwrites each mask inside the window around its object by what is found in the window alone.</summary>
    private void LookAgain(IReadOnlyList<Photo> photos, Tensor logits, Mask[] masks)
    {
        float[] values = logits.ToArray<float>();
        int area = predictor.Side * predictor.Side;
        ObjectWindow[] windows = [.. photos.Select((photo, i)
            => ObjectWindow.Around(values.AsSpan(i * area, area), predictor.Side, photo.Width, photo.Height))];
        Tensor closer = Judge([.. photos.Zip(windows, (photo, window) => window.CutFrom(photo))]);
        for (int i = 0; i < masks.Length; i++)
        {
            ObjectWindow window = windows[i];
            masks[i].Overwrite(window, Probabilities(closer.Slice(0, i, i + 1), window.Width, window.Height));
        }
    }

    private Tensor Judge(IReadOnlyList<Photo> photos)
    {
        using var scope = new TensorScope();
        Tensor images = SquareImages.Of(photos, predictor.Side, predictor.Device); // [N, 3, side, side]
        Tensor logits = predictor.Predict(images, _options.Precision); // [N, 1, side, side]
        if (_options.Mirror)
            logits = (logits + predictor.Predict(images.Flip(3), _options.Precision).Flip(3)) * 0.5;
        if (_options.Refinement is not { } refinement)
            return scope.MoveOut(logits);
        // One at a time: the neighbours of the pixels of a whole batch take hundreds of megabytes.
        return scope.MoveOut(Tensor.Concatenate(
            [.. photos.Select((_, i) => refinement.Refine(images.Slice(0, i, i + 1), logits.Slice(0, i, i + 1)))], 0));
    }

    // Large photos make large tensors: one at a time, freed at once.
    private static float[] Probabilities(Tensor logits, int width, int height)
    {
        using var scope = new TensorScope();
        return Activation.Sigmoid(Resampling.ResizeBilinear(logits, height, width)).ToArray<float>();
    }
}
