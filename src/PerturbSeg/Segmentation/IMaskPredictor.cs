using PerturbSeg.Imaging;


namespace PerturbSeg.Segmentation;

/// <summary>Finds the objects of square images. Threads may share one.</summary>
public interface IMaskPredictor : IDisposable
{
    /// <summary>Side of the images, in pixels.</summary>
    int Side { get; }

    /// <summary>How photos became the squares of its training, and so must become squares for it.</summary>
    PackFit Fit { get; }

    /// <summary>Whether it was taught objects that fill more of the image than in whole photos.</summary>
    bool KnowsCloseUps { get; }

    /// <summary>How many photos it is best given at once: 1 where several threads that ask for one each are as quick.</summary>
    int PhotosAtOnce { get; }

    /// <summary>Judges every pixel.</summary>
    /// <param name="images">[N, 3, <see cref="Side"/>, <see cref="Side"/>], in [−1, 1]; left as it is.</param>
    /// <returns>Logits, [N, 1, Side, Side], a new array; 0 and above means object.</returns>
    float[] Predict(float[] images);
}
