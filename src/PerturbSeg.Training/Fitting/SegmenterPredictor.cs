using PerturbSeg.Imaging;
using PerturbSeg.Segmentation;
using PerturbSeg.Torch;
using PerturbSeg.Training.Networks;

namespace PerturbSeg.Training.Fitting;

/// <summary>A segmenter that is still being fitted, as applications will have it from its file.</summary>
/// <param name="segmenter">Finds the objects; not owned.</param>
/// <param name="side">Side of its images, in pixels.</param>
/// <param name="fit">How photos became squares.</param>
/// <param name="precision">What convolutions compute in.</param>
/// <param name="device">Where it is.</param>
internal sealed class SegmenterPredictor(Segmenter segmenter, int side, PackFit fit, ScalarType precision, Device device) : IMaskPredictor
{
    private const int Channels = 3;

    /// <inheritdoc/>
    public int Side => side;

    /// <inheritdoc/>
    public PackFit Fit => fit;

    /// <inheritdoc/>
    public bool KnowsCloseUps => true;

    /// <inheritdoc/>
    public int PhotosAtOnce => 1;

    /// <inheritdoc/>
    public float[] Predict(float[] images)
    {
        ArgumentNullException.ThrowIfNull(images);
        using var scope = new TensorScope();
        using Autograd.Mode recording = Autograd.NoGradient();
        using var mixed = new MixedPrecision(precision);
        Tensor photos = Tensor.From<float>(images, [images.Length / (Channels * side * side), Channels, side, side], device);
        return segmenter.Forward(photos, training: false).ToArray<float>();
    }

    /// <summary>Does nothing: the segmenter is not owned.</summary>
    public void Dispose()
    {
    }
}
