using PerturbSeg.Torch;
using PerturbSeg.Training.Augmentation;
using PerturbSeg.Training.Collectives;
using PerturbSeg.Training.Logs;
using PerturbSeg.Training.Losses;
using PerturbSeg.Training.Networks;
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
    private readonly BatchShare _share;
    private readonly TrainingOptions _options;
    private readonly AugmentationPipeline? _augmentations;
    private readonly IAdversarialLoss _loss;
    private readonly IDiscriminatorTerm _penalty;
    private readonly IReadOnlyList<IGeneratorTerm> _terms;
    private readonly Tensor[] _discriminatorParameters;
    private readonly Tensor[] _generatorParameters;
    private readonly Tensor[] _encoderParameters;

    /// <summary>Prepares steps.</summary>
    /// <param name="state">What the steps change.</param>
    /// <param name="share">This rank's share of each batch; null for all of it.</param>
    public TrainingStep(TrainingState state, BatchShare? share = null)
    {
        ArgumentNullException.ThrowIfNull(state);
        _state = state;
        _share = share ?? BatchShare.Whole;
        state.Random.Share = (_share.Rank, _share.Size);
        state.Discriminator.Batch = _share;
        _options = state.Options;
        _augmentations = _options.Augmentations();
        _loss = _options.Game == AdversarialGame.Wasserstein ? new WassersteinLoss() : new LogisticLoss();
        _penalty = LossTerms.OfDiscriminator(_options);
        _terms = [.. LossTerms.OfGenerator(_options), .. TermsOfNetworks()];
        _discriminatorParameters = [.. state.DiscriminatorOptimizer.Parameters];
        _generatorParameters = [.. state.GeneratorOptimizer.Parameters];
        _encoderParameters = [.. state.EncoderOptimizer?.Parameters ?? []];
    }

    /// <summary>The penalty on the discriminator's slope as last computed, unweighted.</summary>
    public double LastPenalty { get; set; }

    /// <summary>Takes one step.</summary>
    /// <param name="photoBytes">
    /// Photos, uint8 [N, 3, R, R] in row-major order; N is this rank's share of <see cref="TrainingState.NextBatch"/>, R the full resolution, from which
    /// they are halved to the side that the networks have grown to.
    /// </param>
    /// <param name="maskBytes">Their masks, uint8 [N, 1, R, R]; empty where the discriminator judges none.</param>
    /// <returns>What the step measured, of the whole batch. Where it is not finite, the weights may be spoilt.</returns>
    /// <exception cref="ArgumentException">Masks are judged, and there are none.</exception>
    public StepScalars Run(ReadOnlySpan<byte> photoBytes, ReadOnlySpan<byte> maskBytes = default)
    {
        if (_options.Network.JudgesMasks && maskBytes.IsEmpty)
            throw new ArgumentException("The discriminator judges masks, and the photos have none.", nameof(maskBytes));
        using var scope = new TensorScope();
        int batch = _state.NextBatch, own = batch / _share.Size;
        _state.Advance();
        Tensor photos = PhotoTensors.Halve(PhotoTensors.ToTensor(photoBytes, own, _options.Network.Resolution, _state.Device), _state.Growth.Side);
        Tensor? masks = maskBytes.IsEmpty ? null : PhotoTensors.Halve(PhotoTensors.ToMask(maskBytes, own, _options.Network.Resolution, _state.Device), _state.Growth.Side);
        Tensor[] judged = StepDiscriminator(photos, JudgedImages.Of(_options.Network, photos, masks));
        (Tensor adversarial, Tensor coverage, (string Name, Tensor Value)[] terms) = StepGenerator(photos.Detach());
        _state.Count(batch);
        _state.Average.Update(_options.AverageDecayAt(_state.ImagesSeen, batch));

        // One copy off the device for all figures.
        Tensor figures = Tensor.Concatenate([.. judged.Concat([adversarial, coverage, .. terms.Select(term => term.Value)]).Select(figure => figure.Detach().Reshape(1))], 0);
        float[] f = _share.Mean(figures).ToArray<float>();
        if (judged.Length == 5)
            LastPenalty = f[4];
        double probability = _state.AugmentProbability.Value;
        _state.AugmentProbability.Observe(f[3], batch);
        float[] g = f[judged.Length..];
        (string Name, double Value)[] measured = [.. terms.Select((term, i) => (term.Name, (double)g[2 + i]))];
        return new StepScalars(f[0], g[0], f[1], f[2], LastPenalty, g[1], f[3], probability, _state.PathLengthMean.Value, measured);
    }

    // Those that need more than what a step painted.
    private IEnumerable<IGeneratorTerm> TermsOfNetworks()
    {
        if (_state.Encoder is not null)
            yield return new ReconstructionTerm(_options.ReconstructionWeight, _state.Discriminator, _options.Network.Panorama, _options.Precision, _state.Random);
        if (_options.PathLengthWeight > 0)
            yield return new PathLengthTerm(_options.PathLengthWeight, _options.PathLengthInterval, _state.PathLengthMean, PaintWithStyles, _state.Random);
    }

    // Loss, mean logits of photos and composites, mean sign of photos' logits and, where it was its turn, the penalty.
    private Tensor[] StepDiscriminator(Tensor photos, Tensor real)
    {
        double weight = _state.Steps % _penalty.Interval == 0 ? _penalty.Weight.At(_state.Progress) : 0;
        real.RequiresGradient = weight > 0 && _penalty.DifferentiatesPhotos;
        Tensor composites = ComposeWithoutGradient(photos.Detach());
        Tensor seenPhotos, seenComposites, photoLogits, compositeLogits;
        using (new MixedPrecision(_options.Precision))
        {
            seenPhotos = Augment(real);
            seenComposites = Augment(composites);
            photoLogits = _state.Discriminator.Forward(seenPhotos);
            compositeLogits = _state.Discriminator.Forward(seenComposites);
        }

        Tensor loss = _loss.OfDiscriminator(photoLogits, compositeLogits);
        Tensor total = loss;
        Tensor[] figures = [loss, photoLogits.Mean(), compositeLogits.Mean(), MeanSign(photoLogits)];
        if (weight > 0)
        {
            Tensor penalty = _penalty.Loss(new Judgement(
                _state.Discriminator, real, seenPhotos, seenComposites, photoLogits, compositeLogits, _options.Precision, _state.Random));
            total = loss + (penalty * weight);
            figures = [.. figures, penalty];
        }

        _state.DiscriminatorOptimizer.Step(_share.Mean(Autograd.GradientsWhereUsed(total, _discriminatorParameters)));
        return figures;
    }

    // Loss, coverage, and the terms that had a weight.
    private (Tensor Adversarial, Tensor Coverage, (string Name, Tensor Value)[] Terms) StepGenerator(Tensor photos)
    {
        _state.Discriminator.RequireGradients(false);
        PaintedScenes scenes;
        Tensor logits;
        using (new MixedPrecision(_options.Precision))
        {
            (Layers painted, EncodedPhotos? encoded) = Paint(photos);
            scenes = new PaintedScenes(painted, Perturb(painted), encoded);
            logits = _state.Discriminator.Forward(Augment(Judged(scenes.Perturbed)));
        }

        Tensor adversarial = _loss.OfGenerator(logits), total = adversarial;
        var measured = new List<(string Name, Tensor Value)>();
        foreach (IGeneratorTerm term in _terms)
        {
            double weight = _state.Steps % term.Interval == 0 ? term.Weight.At(_state.Progress) : 0;
            if (weight == 0)
                continue;
            measured.Add((term.Name, term.Loss(scenes)));
            total = total + (measured[^1].Value * weight);
        }

        Tensor?[] gradients = _share.Mean(Autograd.GradientsWhereUsed(total, [.. _generatorParameters, .. _encoderParameters]));
        _state.GeneratorOptimizer.Step(gradients[.._generatorParameters.Length]);
        _state.EncoderOptimizer?.Step(gradients[_generatorParameters.Length..]);
        _state.Discriminator.RequireGradients(true);
        return (adversarial, scenes.Mask.Mean(), [.. measured]);
    }

    private (Tensor Composites, Tensor[] Styles) PaintWithStyles(long count)
    {
        using var precision = new MixedPrecision(_options.Precision);
        (Tensor background, Tensor foreground) = Latents.Styles(_state.Generator, _options, count, _state.Random);
        return (_state.Generator.Paint(background, foreground, _state.Random).Composite(), [background, foreground]);
    }

    private Tensor ComposeWithoutGradient(Tensor photos)
    {
        using Autograd.Mode recording = Autograd.NoGradient();
        using var precision = new MixedPrecision(_options.Precision);
        return Judged(Perturb(Paint(photos).Layers));
    }

    private Tensor Judged(Layers scenes) => JudgedImages.Of(_options.Network, scenes.Composite(), scenes.Mask);

    private Tensor Augment(Tensor images) => _augmentations?.Apply(images, _state.AugmentProbability.Value, _state.Random) ?? images;

    // What is not a number counts as 0.
    private static Tensor MeanSign(Tensor logits) => (logits > 0).To(ScalarType.Float32).Mean() - (logits < 0).To(ScalarType.Float32).Mean();

    // As many scenes as photos. Where photos are painted again, the first half is of encoded ones.
    private (Layers Layers, EncodedPhotos? Encoded) Paint(Tensor photos)
    {
        long count = photos.Shape[0], again = count / 2;
        if (_state.Encoder is null || _options.ReconstructionWeight.At(_state.Progress) == 0)
            return (Latents.Paint(_state.Generator, _options, count, _state.Random) with { Batch = _share }, null);
        Tensor some = photos.Slice(0, 0, again);
        EncodedLatents latents = _state.Encoder.Forward(some);
        (Tensor background, Tensor foreground) = Latents.Draw(_options, count - again, _state.Random);
        (background, foreground) = (Tensor.Concatenate([latents.Background, background], 0), Tensor.Concatenate([latents.Foreground, foreground], 0));
        return (_state.Generator.Forward(background, foreground, _state.Random) with { Batch = _share }, new EncodedPhotos(some, latents));
    }

    private Layers Perturb(Layers layers)
        => _options.Perturbations(_state.Progress).Aggregate(layers, (changed, perturbation) => perturbation.Apply(changed, _state.Random));
}
