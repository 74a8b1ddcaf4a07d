using PerturbSeg.Photos;
using PerturbSeg.Segmentation;
using PerturbSeg.Torch;
using PerturbSeg.Training.Fitting;
using PerturbSeg.Training.Networks;

namespace PerturbSeg.Training.Predicting;

/// <summary>Finds objects with a fitted segmenter.</summary>
/// <param name="segmenter">The network as it is now; not kept.</param>
/// <param name="side">The side that it was fitted at, in pixels.</param>
/// <param name="fit">How photos become squares.</param>
/// <param name="device">Where the network lives.</param>
public sealed class SegmenterPredictor(Segmenter segmenter, int side, PackFit fit, Device device = default) : IMaskPredictor
{
    private readonly FoldedSegmenter _segmenter = segmenter.Fold();

    /// <inheritdoc/>
    public string Method => FitMethods.Segmenter;

    /// <inheritdoc/>
    public int Side => side;

    /// <inheritdoc/>
    public PackFit Fit => fit;

    /// <inheritdoc/>
    public Device Device => device;

    /// <inheritdoc/>
    public bool KnowsCloseUps => true;

    /// <inheritdoc/>
    public Tensor Predict(Tensor images)
    {
        using Autograd.Mode recording = Autograd.NoGradient();
        return _segmenter.Forward(images);
    }

    /// <inheritdoc/>
    public void Dispose() => _segmenter.Dispose();
}
