using PerturbSeg.Torch;
using PerturbSeg.Training.Collectives;

namespace PerturbSeg.Training.Scenes;

/// <summary>
/// How much the visible part of one layer says about the hidden part of the other: a background that paints the object under the mask
/// once more, or a foreground that paints the background beside it, leaves the mask undecided (Zou et al., "ILSGAN: Independent Layer
/// Synthesis for Unsupervised Foreground-Background Segmentation", AAAI 2023: mutual information of visible and hidden regions).
/// </summary>
/// <remarks>
/// The paper bounds the mutual information of a hidden region x and a visible one y from above by
/// E[ln q(x|y)] − E[ln q(x'|y)], x' the hidden region of another scene (CLUB: Cheng et al., ICML 2020). Of the fixed distributions q of
/// its published trainer, which takes a Laplace one by default, we take the normal one about y with variance 1: then the bound is
/// ½ E‖x' − y‖² − ½ E‖x − y‖² = Σ cov(x, y), the sum over pixels and channels of the covariance of x and y over scenes. We compute
/// that covariance without bias over the batch, and the mean over pixels and channels instead of the sum, as the published trainer
/// does; its weight is 0.2 for the first 400,000 images and 1 from there on. Gradients reach both layers and the mask. The value is 0
/// where the layers are independent, and below 0 where the hidden layer is the visible one's negative: a bound is only as good as its q.
/// </remarks>
public static class LayerIndependence
{
    private static readonly long[] OverScenes = [0];

    /// <summary>The sum of <see cref="UnderMask"/> and <see cref="BesideMask"/>.</summary>
    /// <param name="layers">As painted, before any perturbation.</param>
    /// <returns>[]; 0 for a batch of 1, which says nothing.</returns>
    public static Tensor Loss(Layers layers) => UnderMask(layers) + BesideMask(layers);

    /// <summary>Mean over pixels and channels of cov(m · b, m · f): the background hidden under the mask, and the visible foreground.</summary>
    /// <param name="layers">As painted.</param>
    public static Tensor UnderMask(Layers layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        return Covariance(layers.Mask * Limited(layers.Background), layers.Mask * Limited(layers.Foreground), layers.Batch);
    }

    /// <summary>
    /// Mean over pixels and channels of cov((1 − m) · f, (1 − m) · b): the foreground hidden beside the mask, and the visible background.
    /// </summary>
    /// <param name="layers">As painted.</param>
    public static Tensor BesideMask(Layers layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        Tensor beside = 1 - layers.Mask;
        return Covariance(beside * Limited(layers.Foreground), beside * Limited(layers.Background), layers.Batch);
    }

    // Colours beyond what can be shown must not grow to be more different still: there the gradient is 0, as in the published trainer.
    private static Tensor Limited(Tensor layer) => layer.Clamp(-1, 1);

    private static Tensor Covariance(Tensor hidden, Tensor visible, BatchShare batch)
    {
        long count = hidden.Shape[0] * batch.Size;
        Tensor product = (hidden - batch.Mean(hidden.Mean(OverScenes, keep: true))) * visible; // the visible part's own mean adds nothing
        return product.Mean() * ((double)count / Math.Max(count - 1, 1));
    }
}
