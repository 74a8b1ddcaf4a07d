using PerturbSeg.Torch;

namespace PerturbSeg.Training.Augmentation;

/// <summary>The strength of a change, drawn for each image.</summary>
internal static class RandomChange
{
    /// <summary>Draws evenly from [−strength, strength].</summary>
    /// <param name="chosen">[N, 1, 1, 1]: 1 for images to change, 0 for the others, which get 0.</param>
    /// <param name="strength">The largest change.</param>
    /// <param name="random">Draws; N numbers.</param>
    /// <returns>[N, 1, 1, 1].</returns>
    public static Tensor Draw(Tensor chosen, double strength, RandomGenerator random)
    {
        ArgumentNullException.ThrowIfNull(chosen);
        return chosen * (Tensor.UniformSigned(random, chosen.Shape[0], 1, 1, 1) * strength);
    }
}
