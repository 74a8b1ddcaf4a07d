using PerturbSeg.Torch;
using PerturbSeg.Training.Augmentation;
using PerturbSeg.Training.Logs;
using PerturbSeg.Training.Losses;
using PerturbSeg.Training.PackedSets;
using PerturbSeg.Training.Scenes;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.Runs;

/// <summary>
/// One step of both players: the discriminator judges photos and composites, then the generator paints anew against it
/// (paper, section 3; lazy R1: Karras et al., CVPR 2020, section 3.1).
/// </summary>
public sealed class TrainingStep
{
    private readonly TrainingState _state;
    private readonly TrainingOptions _options;
    private readonly AugmentationPipeline? _augmentations;
    private readonly IAdversarialLoss _loss;
    private readonly Tensor[] _discriminatorParameters;
    private readonly Tensor[] _generatorParameters;

    /// <summary>Prepares steps.</summary>
    /// <param name="state">What the steps change.</param>
    public TrainingStep(TrainingState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        _state = state;
        _options = state.Options;
        _augmentations = _options.Augmentations();
        _loss = _options.Game == AdversarialGame.Wasserstein ? new WassersteinLoss() : new LogisticLoss();
        _discriminatorParameters = [.. state.DiscriminatorOptimizer.Parameters];
        _generatorParameters = [.. state.GeneratorOptimizer.Parameters];
    }

    /// <summary>The penalty on the discriminator's slope as last computed, unweighted.</summary>
    public double LastPenalty { get; set; }

    /// <summary>Takes one step.</summary>
    /// <param name="photoBytes">
    /// Photos, uint8 [N, 3, R, R] in row-major order; N is <see cref="TrainingState.NextBatch"/>, R the full resolution, from which they are
    /// halved to the side that the networks have grown to.
    /// </param>
    /// <returns>What the step measured. Where it is not finite, the weights may be spoilt.</returns>
    public StepScalars Run(ReadOnlySpan<byte> photoBytes)
    {
        using var scope = new TensorScope();
        int batch = _state.NextBatch;
        _state.Grow();
        Tensor photos = PhotoTensors.Halve(PhotoTensors.ToTensor(photoBytes, batch, _options.Network.Resolution, _state.Device), _state.Growth.Side);
        Tensor[] judged = StepDiscriminator(photos);
        Tensor[] painted = StepGenerator(batch);
        _state.Count(batch);
        _state.Average.Update(_options.AverageDecayAt(_state.ImagesSeen, batch));

        // One copy off the device for all figures.
        Tensor figures = Tensor.Concatenate([.. judged.Concat(painted).Select(figure => figure.Detach().Reshape(1))], 0);
        float[] f = figures.ToArray<float>();
        if (judged.Length == 5)
            LastPenalty = f[4];
        double probability = _state.AugmentProbability.Value;
        _state.AugmentProbability.Observe(f[3], batch);
        ReadOnlySpan<float> g = f.AsSpan(judged.Length);
        return new StepScalars(f[0], g[0], f[1], f[2], LastPenalty, g[1], g[2], g[3], f[3], probability, _state.PathLengthMean);
    }

    // Loss, mean logits of photos and composites, mean sign of photos' logits and, where it was its turn, the penalty.
    private Tensor[] StepDiscriminator(Tensor photos)
    {
        bool wasserstein = _options.Game == AdversarialGame.Wasserstein;
        bool penaliseBetween = wasserstein && _options.GradientPenaltyWeight > 0;
        bool penalisePhotos = !wasserstein && _options.R1Gamma > 0 && _state.Steps % _options.R1Interval == 0;
        photos.RequiresGradient = penalisePhotos;
        Tensor composites = ComposeWithoutGradient(photos.Shape[0]);
        Tensor photoLogits, compositeLogits;
        Tensor? penalty = null;
        using (new MixedPrecision(_options.Precision))
        {
            Tensor seenPhotos = Augment(photos), seenComposites = Augment(composites);
            photoLogits = _state.Discriminator.Forward(seenPhotos);
            compositeLogits = _state.Discriminator.Forward(seenComposites);
            if (penaliseBetween)
                penalty = GradientPenalty.Of(_state.Discriminator, seenPhotos, seenComposites, Tensor.Uniform(_state.Random, photos.Shape[0], 1, 1, 1));
        }

        Tensor loss = _loss.OfDiscriminator(photoLogits, compositeLogits);
        if (penalisePhotos)
            penalty = R1Penalty.SquaredSlope(photos, photoLogits);
        double weight = wasserstein ? _options.GradientPenaltyWeight : _options.R1Gamma / 2 * _options.R1Interval;
        Tensor total = penalty is null ? loss : loss + (penalty * weight);
        _state.DiscriminatorOptimizer.Step(Autograd.GradientsWhereUsed(total, _discriminatorParameters));
        Tensor[] figures = [loss, photoLogits.Mean(), compositeLogits.Mean(), MeanSign(photoLogits)];
        return penalty is null ? figures : [.. figures, penalty];
    }

    // Loss, coverage, size loss and binary loss.
    private Tensor[] StepGenerator(long batch)
    {
        _state.Discriminator.RequireGradients(false);
        Layers painted;
        Tensor logits, mask;
        using (new MixedPrecision(_options.Precision))
        {
            painted = Paint(batch);
            Layers layers = Perturb(painted);
            mask = layers.Mask;
            logits = _state.Discriminator.Forward(Augment(layers.Composite()));
        }

        Tensor adversarial = _loss.OfGenerator(logits);
        Tensor size = (_options.LogarithmicSize ? MaskLosses.LogarithmicSize(mask, _options.MinMask) : MaskLosses.Size(mask, _options.MinMask))
            + MaskLosses.LargestCoverage(mask, _options.LargestShare);
        Tensor binary = MaskLosses.Binary(mask);
        Tensor total = adversarial + (size * _options.SizeWeight) + (binary * _options.BinaryWeight);
        if (_options.FrameWeight > 0)
            total = total + (MaskLosses.Frame(mask) * _options.FrameWeight);
        if (_options.SideWeight > 0)
            total = total + (MaskLosses.Sides(mask) * _options.SideWeight);
        if (_options.HoleWeight > 0)
            total = total + (MaskLosses.Holes(mask) * _options.HoleWeight);
        if (_options.IndependenceWeight > 0)
            total = total + (LayerIndependence.Loss(painted) * _options.IndependenceWeight);
        if (_options.PathLengthWeight > 0 && _state.Steps % _options.PathLengthInterval == 0)
            total = total + (PathLengthPenalty(Math.Max(1, batch / 2)) * (_options.PathLengthWeight * _options.PathLengthInterval));
        _state.GeneratorOptimizer.Step(Autograd.GradientsWhereUsed(total, _generatorParameters));
        _state.Discriminator.RequireGradients(true);
        return [adversarial, mask.Mean(), size, binary];
    }

    // (|Jᵀy| − running mean)², of scenes of its own: half as many as a step has, as published.
    private Tensor PathLengthPenalty(long count)
    {
        Tensor background, foreground, composites;
        using (new MixedPrecision(_options.Precision))
        {
            (background, foreground) = Latents.Styles(_state.Generator, _options, count, _state.Random);
            composites = _state.Generator.Paint(background, foreground, _state.Random).Composite();
        }

        Tensor lengths = PathLength.Of(composites, [background, foreground], Tensor.Normal(_state.Random, composites.Shape.ToArray()));
        _state.PathLengthMean += (lengths.Mean().Item() - _state.PathLengthMean) * PathLength.MeanStep;
        return (lengths - _state.PathLengthMean).Square().Mean();
    }

    private Tensor ComposeWithoutGradient(long batch)
    {
        using Autograd.Mode recording = Autograd.NoGradient();
        using var precision = new MixedPrecision(_options.Precision);
        return Perturb(Paint(batch)).Composite();
    }

    private Tensor Augment(Tensor images) => _augmentations?.Apply(images, _state.AugmentProbability.Value, _state.Random) ?? images;

    // What is not a number counts as 0.
    private static Tensor MeanSign(Tensor logits) => (logits > 0).To(ScalarType.Float32).Mean() - (logits < 0).To(ScalarType.Float32).Mean();

    private Layers Paint(long batch) => Latents.Paint(_state.Generator, _options, batch, _state.Random);

    private Layers Perturb(Layers layers)
        => _options.Perturbations(_state.ImagesSeen).Aggregate(layers, (changed, perturbation) => perturbation.Apply(changed, _state.Random));
}
