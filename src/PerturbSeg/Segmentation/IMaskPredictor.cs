using PerturbSeg.Photos;
using PerturbSeg.Torch;

namespace PerturbSeg.Segmentation;

/// <summary>Finds the objects of square images.</summary>
public interface IMaskPredictor : IDisposable
{
    /// <summary>What it is called in results: "segmenter" or "encoder".</summary>
    string Method { get; }

    /// <summary>Side of the images, in pixels.</summary>
    int Side { get; }

    /// <summary>How photos became the squares of its training, and so must become squares for it.</summary>
    PackFit Fit { get; }

    /// <summary>Where the images must be.</summary>
    Device Device { get; }

    /// <summary>Whether it was taught objects that fill more of the image than in whole photos.</summary>
    bool KnowsCloseUps { get; }

    /// <summary>Judges every pixel, without a graph of derivatives.</summary>
    /// <param name="images">[N, 3, <see cref="Side"/>, <see cref="Side"/>], in [−1, 1].</param>
    /// <returns>Logits in float32, [N, 1, Side, Side], owned by the open scope; 0 and above means object.</returns>
    Tensor Predict(Tensor images);
}
