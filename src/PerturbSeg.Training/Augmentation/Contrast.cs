using PerturbSeg.Torch;

namespace PerturbSeg.Training.Augmentation;

/// <summary>
/// Scales an image about its mean. Safe at some cost: object and background of a composite get the same factor, so that a background
/// whose contrast does not fit its object still shows; how much contrast photos have on the whole shows less (Zhao et al., NeurIPS 2020).
/// </summary>
/// <param name="Strength">Largest change of the factor from 1, in [0, 1); published: 0.5.</param>
public sealed record Contrast(double Strength = 0.5) : IImageAugmentation
{
    private static readonly long[] AllButBatch = [1, 2, 3];

    /// <inheritdoc/>
    public bool OfColors => true;

    /// <inheritdoc/>
    public Tensor Apply(Tensor images, Tensor chosen, RandomGenerator random) => Scale(images, RandomChange.Draw(chosen, Strength, random));

    /// <summary>Scales by given factors.</summary>
    /// <param name="images">[N, 3, H, W].</param>
    /// <param name="changes">The factors less 1, [N, 1, 1, 1]; 0 changes nothing.</param>
    public static Tensor Scale(Tensor images, Tensor changes) => Spread.Scale(images, changes, AllButBatch);
}
