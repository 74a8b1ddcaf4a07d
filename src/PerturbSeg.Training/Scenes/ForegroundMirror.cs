using PerturbSeg.Torch;

namespace PerturbSeg.Training.Scenes;

/// <summary>Mirrors foreground and mask together, left to right, in half of the scenes. Ours.</summary>
public sealed record ForegroundMirror : IPerturbation
{
    /// <inheritdoc/>
    public Layers Apply(Layers layers, RandomGenerator random)
    {
        ArgumentNullException.ThrowIfNull(layers);
        Tensor mirrored = Tensor.Uniform(random, layers.Count, 1, 1, 1) < 0.5;
        return layers.MoveForeground(both => Tensor.Where(mirrored, both.Flip(3), both));
    }
}
