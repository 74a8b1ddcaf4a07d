using PerturbSeg.Torch;

namespace PerturbSeg.Training.Scenes;

/// <summary>
/// Scales each background's contrast about the mean of each channel by a random factor, limited to the channel's own range
/// (paper, section 4: background contrast jitter).
/// </summary>
/// <param name="Strength">Largest change of the factor from 1, in [0, 1); published: 0.3.</param>
public sealed record ContrastJitter(double Strength) : IPerturbation
{
    private static readonly long[] Pixels = [2, 3];

    /// <inheritdoc/>
    public Layers Apply(Layers layers, RandomGenerator random)
    {
        ArgumentNullException.ThrowIfNull(layers);
        Tensor factors = 1 + (Tensor.UniformSigned(random, layers.Count, 1, 1, 1) * Strength);
        return Scale(layers, factors);
    }

    /// <summary>Scales by given factors.</summary>
    /// <param name="layers">The layers.</param>
    /// <param name="factors">[N, 1, 1, 1]; 1 changes nothing.</param>
    public static Layers Scale(Layers layers, Tensor factors)
    {
        ArgumentNullException.ThrowIfNull(layers);
        ShapeMismatchException.ThrowUnless(factors, "factors", layers.Count, 1, 1, 1);
        Tensor background = layers.Background;
        Tensor mean = background.Mean(Pixels, keep: true); // [N, 3, 1, 1]
        Tensor scaled = ((background - mean) * factors) + mean;
        Tensor limited = Tensor.Minimum(
            background.Largest(Pixels, keep: true), Tensor.Maximum(background.Smallest(Pixels, keep: true), scaled));
        return layers with { Background = limited };
    }
}
