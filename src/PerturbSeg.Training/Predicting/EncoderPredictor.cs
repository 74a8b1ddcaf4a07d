using PerturbSeg.Imaging;
using PerturbSeg.Segmentation;
using PerturbSeg.Torch;
using PerturbSeg.Training.Networks;

namespace PerturbSeg.Training.Predicting;

/// <summary>Finds objects by painting the photo again: the mask of the reconstruction is the mask of the photo.</summary>
/// <param name="encoder">Sees what to paint; disposed with the predictor.</param>
/// <param name="generator">Paints; disposed with the predictor.</param>
/// <param name="fit">How photos become squares.</param>
/// <param name="encoding">Where both live, and how they compute; null takes the defaults.</param>
public sealed class EncoderPredictor(SceneEncoder encoder, LayeredGenerator generator, PackFit fit, EncodingOptions? encoding = null) : IMaskPredictor
{
    private const int Batch = 16;
    private const double MostCertain = 9.2; // a mask of .0001 or .9999: no view of a photo outvotes all others
    private readonly EncodingOptions _encoding = encoding ?? new EncodingOptions();

    /// <inheritdoc/>
    public int Side => generator.Growth.Side;

    /// <inheritdoc/>
    public PackFit Fit => fit;

    /// <inheritdoc/>
    public bool KnowsCloseUps => false;

    /// <inheritdoc/>
    public int PhotosAtOnce => Batch;

    /// <inheritdoc/>
    public float[] Predict(float[] images)
    {
        ArgumentNullException.ThrowIfNull(images);
        using var scope = new TensorScope();
        using Autograd.Mode recording = Autograd.NoGradient();
        using var precision = new MixedPrecision(_encoding.Precision);
        Tensor photos = Images(images);
        return encoder.Paint(generator, See(photos)).MaskLogits.Clamp(-MostCertain, MostCertain).ToArray<float>();
    }

    /// <summary>The same networks without refinement; disposing either disposes both.</summary>
    public EncoderPredictor WithoutRefinement()
        => _encoding.Refinement is null ? this : new EncoderPredictor(encoder, generator, fit, _encoding with { Refinement = null });

    /// <summary>Paints what lies behind the objects.</summary>
    /// <param name="images">[N, 3, <see cref="Side"/>, <see cref="Side"/>], in [−1, 1].</param>
    /// <returns>The backgrounds of the reconstructions, the same shape, in about [−1, 1].</returns>
    public float[] PaintBackground(float[] images)
    {
        ArgumentNullException.ThrowIfNull(images);
        using var scope = new TensorScope();
        using Autograd.Mode recording = Autograd.NoGradient();
        return encoder.Paint(generator, See(Images(images))).Background.To(ScalarType.Float32).ToArray<float>();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        encoder.Dispose();
        generator.Dispose();
    }

    private Tensor Images(float[] images) => Tensor.From<float>(images, [images.Length / (3 * Side * Side), 3, Side, Side], _encoding.Device);

    private EncodedScene See(Tensor images)
    {
        EncodedScene seen = encoder.Forward(images);
        return _encoding.Refinement is { } refinement ? refinement.Refine(encoder, generator, images, seen) : seen;
    }
}
