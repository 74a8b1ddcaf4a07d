using PerturbSeg.Imaging;
using PerturbSeg.Torch;
using PerturbSeg.Torch.Operators;

namespace PerturbSeg.Segmentation;

/// <summary>
/// Finds the objects of photos of any size: each photo is stretched to the model's side, judged as it is and mirrored, and the mean
/// logits, mended along the photo's edges, are brought back to the photo's size. Interpolating logits instead of probabilities keeps the
/// outline smooth.
/// </summary>
/// <param name="predictor">Judges square images; not owned.</param>
/// <param name="refinement">Mends the masks; null leaves them as the predictor has them.</param>
public sealed class PhotoSegmenter(IMaskPredictor predictor, DenseCrf? refinement)
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
        if (refinement is not null)
            logits = refinement.Refine(images, logits);
        var masks = new SoftMask[photos.Count];
        for (int i = 0; i < masks.Length; i++)
            masks[i] = ToMask(logits.Slice(0, i, i + 1), photos[i].Width, photos[i].Height);
        return masks;
    }

    private Tensor ToImage(Photo photo)
    {
        Photo square = photo.Resize(predictor.Side, predictor.Side);
        Tensor bytes = Tensor.From<byte>(square.Pixels, [1, predictor.Side, predictor.Side, 3], predictor.Device);
        return (bytes.Permute(0, 3, 1, 2).To(ScalarType.Float32) * (1 / 127.5)) - 1;
    }

    // Large photos make large tensors: one at a time, freed at once.
    private static SoftMask ToMask(Tensor logits, int width, int height)
    {
        using var scope = new TensorScope();
        Tensor probabilities = Activation.Sigmoid(Resampling.ResizeBilinear(logits, height, width));
        return new SoftMask(width, height, probabilities.ToArray<float>());
    }
}
