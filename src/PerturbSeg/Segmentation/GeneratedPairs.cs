using PerturbSeg.Evaluation;
using PerturbSeg.Networks;
using PerturbSeg.Scenes;
using PerturbSeg.Torch;
using PerturbSeg.Training;

namespace PerturbSeg.Segmentation;

/// <summary>
/// Composites of a trained generator, perturbed as in its training (so that they look as its discriminator wanted them), with their
/// shifted masks: labelled images that nobody labelled.
/// </summary>
/// <param name="generator">Paints; its weights stay as they are, and it must outlive this source.</param>
/// <param name="training">The settings that it was trained with.</param>
public sealed class GeneratedPairs(LayeredGenerator generator, TrainingOptions training) : IPairSource
{
    private readonly IReadOnlyList<IPerturbation> _perturbations = training.Perturbations();

    /// <inheritdoc/>
    public int Side => generator.Growth.Side;

    /// <inheritdoc/>
    public LabelledImages Draw(int count, RandomGenerator random)
    {
        ArgumentNullException.ThrowIfNull(random);
        using var scope = new TensorScope();
        using Autograd.Mode recording = Autograd.NoGradient();
        Layers layers;
        using (new Autocast(random.Device, training.Precision))
            layers = Latents.Paint(generator, training, count, random).ToFloat32();
        foreach (IPerturbation perturbation in _perturbations)
            layers = perturbation.Apply(layers, random);
        Tensor masks = BinaryMask.Of(layers.Mask);
        return new LabelledImages(scope.MoveOut(layers.Composite().Clamp(-1, 1)), scope.MoveOut(masks));
    }
}
