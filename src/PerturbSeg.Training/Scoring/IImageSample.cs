using PerturbSeg.Torch;

namespace PerturbSeg.Training.Scoring;

/// <summary>Draws images to score, one batch after another.</summary>
public interface IImageSample
{
    /// <summary>The next images.</summary>
    /// <param name="count">N, how many.</param>
    /// <returns>[N, 3, side, side], in [−1, 1], rounded to 8 bits; owned by the open scope.</returns>
    Tensor Next(int count);

    /// <summary>Passes over images: those of batches that are another worker's.</summary>
    /// <param name="count">How many.</param>
    void Skip(int count) => Next(count).Dispose();
}
