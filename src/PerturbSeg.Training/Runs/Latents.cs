using PerturbSeg.Torch;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Scenes;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.Runs;

/// <summary>Draws scenes from a generator the way it is trained.</summary>
public static class Latents
{
    private const ulong OwnStream = 0x9e3779b9; // of the 32 bits that libtorch reads of a seed; any number but 0 would do

    /// <summary>
    /// A stream to draw scenes from that people ask for by a seed. It is not the one that a training of the same seed drew its weights from: latents that are
    /// rows of the first weights drive single units as no others do, and what they paint are outliers.
    /// </summary>
    /// <param name="seed">Any number.</param>
    /// <param name="device">Where the generator lives.</param>
    public static RandomGenerator Stream(ulong seed, Device device) => new(seed ^ OwnStream, device);

    /// <summary>Paints scenes from fresh latents, with noise and, where the training has it, mixed styles.</summary>
    /// <param name="generator">Paints.</param>
    /// <param name="options">Whether the layers share their latents, and how often styles are mixed.</param>
    /// <param name="count">How many scenes.</param>
    /// <param name="random">Draws latents and noise.</param>
    public static Layers Paint(LayeredGenerator generator, TrainingOptions options, long count, RandomGenerator random)
    {
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentNullException.ThrowIfNull(options);
        (Tensor background, Tensor foreground) = Styles(generator, options, count, random);
        if (options.StyleMixing > 0 && Tensor.Uniform(random).Item() < options.StyleMixing)
        {
            (Tensor fineBackground, Tensor fineForeground) = Styles(generator, options, count, random);
            int layers = generator.StyleCount;
            int inForeground = Crossover(layers, random), inBackground = options.SameMixing ? inForeground : Crossover(layers, random);
            background = StyleMixing.Mix(background, fineBackground, inBackground, layers);
            foreground = StyleMixing.Mix(foreground, fineForeground, inForeground, layers);
        }

        return generator.Paint(background, foreground, random);
    }

    /// <summary>Styles of fresh latents, not mixed.</summary>
    /// <param name="generator">Maps the latents.</param>
    /// <param name="options">What the layers share of their latents.</param>
    /// <param name="count">How many.</param>
    /// <param name="random">Draws the latents.</param>
    /// <returns>Those of the layers, [N, latentSize] each.</returns>
    public static (Tensor Background, Tensor Foreground) Styles(LayeredGenerator generator, TrainingOptions options, long count, RandomGenerator random)
    {
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentNullException.ThrowIfNull(options);
        (Tensor background, Tensor foreground) = Draw(options, count, random);
        return (generator.MapBackground(background), generator.MapForeground(foreground));
    }

    /// <summary>Draws latents, standard normal.</summary>
    /// <param name="options">What the layers share of them.</param>
    /// <param name="count">How many.</param>
    /// <param name="random">Draws.</param>
    /// <returns>Those of the layers, [N, latentSize] each.</returns>
    public static (Tensor Background, Tensor Foreground) Draw(TrainingOptions options, long count, RandomGenerator random)
    {
        ArgumentNullException.ThrowIfNull(options);
        int size = options.Network.LatentSize, shared = options.SharedCoordinates;
        Tensor foreground = Tensor.Normal(random, count, size);
        if (!options.IndependentLatents)
            return (foreground, foreground);
        Tensor own = Tensor.Normal(random, count, size);
        return (shared == 0 ? own : Tensor.Concatenate([foreground.Slice(1, 0, shared), own.Slice(1, shared, size)], 1), foreground);
    }

    // Both latents paint at least one layer.
    private static int Crossover(int layers, RandomGenerator random) => (int)Tensor.Integers(random, 1, layers).Item();
}
