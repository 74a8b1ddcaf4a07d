using PerturbSeg.Torch;
using PerturbSeg.Training.Fitting.Augmentations;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Scenes;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.Fitting;

/// <summary>
/// Composites of a trained generator with their masks: labelled images that nobody labelled. Backgrounds are those of other latents,
/// but where one generator paints both layers.
/// Some scenes are perturbed as in training alone, so that they look as the discriminator wanted them; the layers of the others are then
/// rearranged, so that shapes come about that the generator never paints.
/// </summary>
/// <param name="generator">Paints; its weights stay as they are, and it must outlive this source.</param>
/// <param name="training">The settings that it was trained with.</param>
/// <param name="rearrangements">What changes the layers of the rearranged scenes, in this order.</param>
/// <param name="rearrangedShare">Share of the scenes that are rearranged, in [0, 1].</param>
public sealed class GeneratedPairs(
    LayeredGenerator generator, TrainingOptions training, IReadOnlyList<IPerturbation> rearrangements, double rearrangedShare) : IPairSource
{
    private static readonly FilledHoles Whole = new();
    private readonly TrainingOptions _unmatched = training with { IndependentLatents = true };
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
        using (new MixedPrecision(training.Precision))
            layers = Latents.Paint(generator, _unmatched, count, random);
        layers = Whole.Apply(layers, random);
        foreach (IPerturbation perturbation in _perturbations)
            layers = perturbation.Apply(layers, random);
        int plain = count - (int)Math.Round(count * rearrangedShare);
        LabelledImages pairs = Label(layers.Slice(0, plain)).With(Label(Rearrange(layers.Slice(plain, count), random)));
        return new LabelledImages(scope.MoveOut(pairs.Images), scope.MoveOut(pairs.Masks));
    }

    private static LabelledImages Label(Layers layers)
        => new(layers.Composite().Clamp(-1, 1), DecidedMasks.Of(layers.Mask));

    private Layers Rearrange(Layers layers, RandomGenerator random)
    {
        if (layers.Count == 0)
            return layers;
        foreach (IPerturbation rearrangement in rearrangements)
            layers = rearrangement.Apply(layers, random);
        return layers;
    }
}
