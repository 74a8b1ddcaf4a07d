using PerturbSeg.Networks;
using PerturbSeg.Scenes;
using PerturbSeg.Torch;

namespace PerturbSeg.Segmentation;

/// <summary>
/// Composites of a trained generator, perturbed as in its training, with their shifted masks: labelled images that nobody labelled.
/// </summary>
/// <param name="generator">Paints; its weights stay as they are, and it must outlive this source.</param>
/// <param name="perturbations">Those of the training, in their order: the composites then look as the discriminator wanted them.</param>
/// <param name="independentLatents">Whether each layer has a latent of its own or both share one, as in the training.</param>
/// <param name="precision">What the generator's convolutions compute in.</param>
public sealed class GeneratedPairs(
    LayeredGenerator generator,
    IReadOnlyList<IPerturbation> perturbations,
    bool independentLatents,
    ScalarType precision = ScalarType.BFloat16) : IPairSource
{
    private const double Threshold = 0.5;

    /// <inheritdoc/>
    public int Side => generator.Options.Resolution;

    /// <inheritdoc/>
    public LabelledImages Draw(int count, RandomGenerator random)
    {
        ArgumentNullException.ThrowIfNull(random);
        using var scope = new TensorScope();
        using Autograd.Mode recording = Autograd.NoGradient();
        Tensor foregroundLatents = Tensor.Normal(random, count, generator.Options.LatentSize);
        Tensor backgroundLatents = independentLatents ? Tensor.Normal(random, count, generator.Options.LatentSize) : foregroundLatents;
        Layers layers;
        using (new Autocast(random.Device, precision))
            layers = generator.Forward(backgroundLatents, foregroundLatents, random).ToFloat32();
        foreach (IPerturbation perturbation in perturbations)
            layers = perturbation.Apply(layers, random);
        Tensor masks = (layers.Mask > Threshold).To(ScalarType.Float32);
        return new LabelledImages(scope.MoveOut(layers.Composite().Clamp(-1, 1)), scope.MoveOut(masks));
    }
}
