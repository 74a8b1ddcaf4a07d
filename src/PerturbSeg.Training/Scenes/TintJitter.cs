using PerturbSeg.Torch;

namespace PerturbSeg.Training.Scenes;

/// <summary>
/// Changes each background's white balance and brightness: a factor and an offset for each channel, and one offset for all.
/// Foregrounds whose edges are painted in the background's colour, and ghosts of objects in the background, stop fitting. Ours.
/// </summary>
/// <param name="Strength">Twice the largest change of factor and offsets, in [0, 1].</param>
public sealed record TintJitter(double Strength) : IPerturbation
{
    /// <inheritdoc/>
    public Layers Apply(Layers layers, RandomGenerator random)
    {
        ArgumentNullException.ThrowIfNull(layers);
        long count = layers.Count;
        Tensor factor = 1 + Spread(random, count, 3);
        Tensor offset = Spread(random, count, 3) + Spread(random, count, 1);
        return layers with { Background = (layers.Background * factor) + offset };
    }

    // Uniform in ±Strength / 2: [count, channels, 1, 1].
    private Tensor Spread(RandomGenerator random, long count, long channels)
        => (Tensor.Uniform(random, count, channels, 1, 1) - 0.5) * Strength;
}
