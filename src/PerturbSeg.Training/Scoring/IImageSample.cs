using PerturbSeg.Torch;

namespace PerturbSeg.Training.Scoring;

/// <summary>Draws images to score, one batch after another.</summary>
public interface IImageSample
{
    /// <summary>The next images.</summary>
    /// <param name="count">N, how many.</param>
    /// <returns>[N, 3, side, side], in [−1, 1], rounded to 8 bits; owned by the open scope.</returns>
    Tensor Next(int count);
}
