using PerturbSeg.Torch;

namespace PerturbSeg.Training.Augmentation;

/// <summary>
/// Scales the colour of an image's pixels about their grey. Safe: object and background of a composite get the same factor, and what
/// does not fit in brightness still shows in an image that has lost its colour (Zhao et al., NeurIPS 2020).
/// </summary>
/// <param name="Strength">Largest change of the factor from 1; published: 1, from grey to twice the colour.</param>
public sealed record Saturation(double Strength = 1) : IImageAugmentation
{
    private static readonly long[] Channels = [1];

    /// <inheritdoc/>
    public bool OfColors => true;

    /// <inheritdoc/>
    public Tensor Apply(Tensor images, Tensor chosen, RandomGenerator random) => Scale(images, RandomChange.Draw(chosen, Strength, random));

    /// <summary>Scales by given factors.</summary>
    /// <param name="images">[N, 3, H, W].</param>
    /// <param name="changes">The factors less 1, [N, 1, 1, 1]; 0 changes nothing.</param>
    public static Tensor Scale(Tensor images, Tensor changes) => Spread.Scale(images, changes, Channels);
}
