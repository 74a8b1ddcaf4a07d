using PerturbSeg.Data;
using PerturbSeg.Imaging;
using PerturbSeg.Torch;
using PerturbSeg.Torch.Operators;

namespace PerturbSeg.Segmentation;

/// <summary>
/// Finds the objects of photos of any size: each photo becomes a square of the model's side, judged as it is and mirrored, and the mean
/// logits are brought back to the photo's size. Interpolating logits instead of probabilities keeps the outline smooth.
/// </summary>
/// <remarks>
/// Photos become squares as those of the training did. Where that was <see cref="PackFit.Crop"/>, only the largest centred square is
/// judged: beyond it nothing is known, and the mask is 0.
/// </remarks>
/// <param name="predictor">Judges square images; not owned.</param>
public sealed class PhotoSegmenter(IMaskPredictor predictor)
{
    /// <summary>Segments one photo.</summary>
    /// <param name="photo">The photo.</param>
    /// <returns>A mask of the photo's size.</returns>
    public SoftMask Segment(Photo photo) => Segment([photo])[0];

    /// <summary>Segments photos in one batch; they may differ in size.</summary>
    /// <param name="photos">The photos.</param>
    /// <returns>A mask for each, of its photo's size.</returns>
    public SoftMask[] Segment(IReadOnlyList<Photo> photos)
    {
        ArgumentNullException.ThrowIfNull(photos);
        if (photos.Count == 0)
            return [];
        using var scope = new TensorScope();
        using Autograd.Mode recording = Autograd.NoGradient();
        Tensor images = Tensor.Concatenate([.. photos.Select(ToImage)], 0); // [N, 3, side, side]
        Tensor logits = (predictor.Predict(images) + predictor.Predict(images.Flip(3)).Flip(3)) * 0.5; // [N, 1, side, side]
        var masks = new SoftMask[photos.Count];
        for (int i = 0; i < masks.Length; i++)
            masks[i] = ToMask(logits.Slice(0, i, i + 1), photos[i].Width, photos[i].Height);
        return masks;
    }

    private Tensor ToImage(Photo photo)
    {
        Photo square = (predictor.Fit == PackFit.Crop ? CentreSquare.Cut(photo) : photo).Resize(predictor.Side, predictor.Side);
        Tensor bytes = Tensor.From<byte>(square.Pixels, [1, predictor.Side, predictor.Side, 3], predictor.Device);
        return (bytes.Permute(0, 3, 1, 2).To(ScalarType.Float32) * (1 / 127.5)) - 1;
    }

    // Large photos make large tensors: one at a time, freed at once.
    private SoftMask ToMask(Tensor logits, int width, int height)
    {
        using var scope = new TensorScope();
        if (predictor.Fit == PackFit.Stretch)
            return new SoftMask(width, height, Probabilities(logits, width, height).ToArray<float>());
        var square = CentreSquare.In(width, height);
        Tensor known = Probabilities(logits, square.Side, square.Side);
        int right = width - square.Left - square.Side, below = height - square.Top - square.Side;
        return new SoftMask(width, height, known.Pad([square.Left, right, square.Top, below]).ToArray<float>());
    }

    private static Tensor Probabilities(Tensor logits, int width, int height)
        => Activation.Sigmoid(Resampling.ResizeBilinear(logits, height, width));
}
