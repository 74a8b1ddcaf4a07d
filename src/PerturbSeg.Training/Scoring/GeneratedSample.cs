using PerturbSeg.Torch;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Scenes;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.Scoring;

/// <summary>Composites of a generator as the discriminator was shown them at full strength: freshly painted, perturbed, put together.</summary>
/// <param name="generator">Paints; not owned.</param>
/// <param name="training">The settings that it was trained with.</param>
/// <param name="random">Draws latents, noise and perturbations, where the generator lives; not owned.</param>
public sealed class GeneratedSample(LayeredGenerator generator, TrainingOptions training, RandomGenerator random) : IImageSample
{
    private readonly IReadOnlyList<IPerturbation> _perturbations = training.Perturbations();

    /// <inheritdoc/>
    public Tensor Next(int count)
    {
        using Autograd.Mode recording = Autograd.NoGradient();
        using var scope = new TensorScope();
        Layers layers;
        using (new MixedPrecision(training.Precision))
            layers = Latents.Paint(generator, training, count, random).ToFloat32();
        layers = _perturbations.Aggregate(layers, (changed, perturbation) => perturbation.Apply(changed, random));
        return scope.MoveOut(PixelBytes.Rounded(layers.Composite()));
    }
}
