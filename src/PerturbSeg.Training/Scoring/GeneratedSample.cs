using PerturbSeg.Torch;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Scenes;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.Scoring;

/// <summary>
/// Composites of a generator as the discriminator was shown them at full strength: freshly painted, perturbed, put together. Each batch has random numbers
/// of its own, so that others need not be painted before it.
/// </summary>
/// <param name="generator">Paints; not owned.</param>
/// <param name="training">The settings that it was trained with.</param>
/// <param name="seed">What latents, noise and perturbations depend on.</param>
/// <param name="device">Where the generator lives.</param>
public sealed class GeneratedSample(LayeredGenerator generator, TrainingOptions training, ulong seed, Device device = default) : IImageSample
{
    private const ulong SceneStream = 4;
    private readonly IReadOnlyList<IPerturbation> _perturbations = training.Perturbations();
    private ulong _next;

    /// <inheritdoc/>
    public Tensor Next(int count)
    {
        using Autograd.Mode recording = Autograd.NoGradient();
        using var random = new RandomGenerator(CounterRandom.Bits(seed, SceneStream, _next), device);
        using var scope = new TensorScope();
        Layers layers;
        using (new MixedPrecision(training.Precision))
            layers = Latents.Paint(generator, training, count, random);
        layers = _perturbations.Aggregate(layers, (changed, perturbation) => perturbation.Apply(changed, random));
        Skip(count);
        return scope.MoveOut(PixelBytes.Rounded(layers.Composite()));
    }

    /// <inheritdoc/>
    public void Skip(int count) => _next += (ulong)count;
}
