using PerturbSeg.Torch;

namespace PerturbSeg.Training.Augmentation;

/// <summary>
/// Adds one number to all pixels of an image. Safe: object and background of a composite get the same, so a seam between them stays as
/// it was (Zhao et al., NeurIPS 2020).
/// </summary>
/// <param name="Strength">Largest change, where images span −1 to 1; published: 0.5.</param>
public sealed record Brightness(double Strength = 0.5) : IImageAugmentation
{
    /// <inheritdoc/>
    public bool OfColors => true;

    /// <inheritdoc/>
    public Tensor Apply(Tensor images, Tensor chosen, RandomGenerator random)
    {
        ArgumentNullException.ThrowIfNull(images);
        return images + RandomChange.Draw(chosen, Strength, random);
    }
}
