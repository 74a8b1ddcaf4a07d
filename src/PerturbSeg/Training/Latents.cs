using PerturbSeg.Networks;
using PerturbSeg.Scenes;
using PerturbSeg.Torch;

namespace PerturbSeg.Training;

/// <summary>Draws scenes from a generator the way it is trained.</summary>
public static class Latents
{
    /// <summary>Paints scenes from fresh latents, with noise.</summary>
    /// <param name="generator">Paints.</param>
    /// <param name="options">Whether the layers share their latents.</param>
    /// <param name="count">How many scenes.</param>
    /// <param name="random">Draws latents and noise.</param>
    public static Layers Paint(LayeredGenerator generator, TrainingOptions options, long count, RandomGenerator random)
    {
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentNullException.ThrowIfNull(options);
        Tensor foreground = Tensor.Normal(random, count, options.Network.LatentSize);
        Tensor background = options.IndependentLatents ? Tensor.Normal(random, count, options.Network.LatentSize) : foreground;
        return generator.Forward(background, foreground, random);
    }
}
