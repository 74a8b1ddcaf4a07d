using PerturbSeg.Torch;
using PerturbSeg.Training.Scenes;

namespace PerturbSeg.Training.Fitting.Augmentations;

/// <summary>Does to foregrounds what a perturbation does to backgrounds.</summary>
/// <param name="Inner">A perturbation of backgrounds alone.</param>
public sealed record OnForeground(IPerturbation Inner) : IPerturbation
{
    /// <inheritdoc/>
    public Layers Apply(Layers layers, RandomGenerator random)
    {
        ArgumentNullException.ThrowIfNull(layers);
        Layers swapped = Inner.Apply(layers with { Background = layers.Foreground }, random);
        return layers with { Foreground = swapped.Background };
    }
}
