using PerturbSeg.Photos;
using PerturbSeg.Segmentation;
using PerturbSeg.Torch;
using PerturbSeg.Training.Fitting;
using PerturbSeg.Training.Networks;

namespace PerturbSeg.Training.Predicting;

/// <summary>Finds objects by painting the photo again: the mask of the reconstruction is the mask of the photo.</summary>
/// <param name="encoder">Sees what to paint; disposed with the predictor.</param>
/// <param name="generator">Paints; disposed with the predictor.</param>
/// <param name="fit">How photos become squares.</param>
/// <param name="device">Where both live.</param>
public sealed class EncoderPredictor(SceneEncoder encoder, LayeredGenerator generator, PackFit fit, Device device = default) : IMaskPredictor
{
    /// <summary>Brings what the encoder saw closer to each image; null leaves it as it was seen.</summary>
    public StyleRefinement? Refinement { get; init; }

    /// <inheritdoc/>
    public string Method => FitMethods.Encoder;

    /// <inheritdoc/>
    public int Side => generator.Growth.Side;

    /// <inheritdoc/>
    public PackFit Fit => fit;

    /// <inheritdoc/>
    public Device Device => device;

    /// <inheritdoc/>
    public bool KnowsCloseUps => false;

    /// <inheritdoc/>
    public Tensor Predict(Tensor images)
    {
        using Autograd.Mode recording = Autograd.NoGradient();
        return MaskLogits.Of(encoder.Paint(generator, See(images)).Mask);
    }

    /// <summary>The same networks without refinement; disposing either disposes both.</summary>
    public EncoderPredictor WithoutRefinement() => Refinement is null ? this : new EncoderPredictor(encoder, generator, fit, device);

    /// <summary>Paints what lies behind the objects, without a graph of derivatives.</summary>
    /// <param name="images">[N, 3, <see cref="Side"/>, <see cref="Side"/>], in [−1, 1].</param>
    /// <returns>The backgrounds of the reconstructions, the same shape, in about [−1, 1], owned by the open scope.</returns>
    public Tensor PaintBackground(Tensor images)
    {
        using Autograd.Mode recording = Autograd.NoGradient();
        return encoder.Paint(generator, See(images)).Background;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        encoder.Dispose();
        generator.Dispose();
    }

    private EncodedScene See(Tensor images)
    {
        EncodedScene seen = encoder.Forward(images);
        return Refinement is null ? seen : Refinement.Refine(encoder, generator, images, seen);
    }
}
