using PerturbSeg.Torch;
using PerturbSeg.Torch.Operators;
using PerturbSeg.Torch.Optimizers;
using PerturbSeg.Training.Losses;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.PackedSets;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Scenes;
using PerturbSeg.Training.Schedules;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.Fitting;

/// <summary>
/// Goes on with the game of the training, with real objects: what a segmenter cuts out of a photo is laid over a painted background and
/// perturbed as in training, and the discriminator, which goes on learning, judges it beside whole photos. A head that was left behind and
/// a piece of street that came along are both seen. The paper's principle (section 3) on photos; objects cut from photos and pasted
/// elsewhere for a discriminator: Remez, Huang and Brown, "Learning to Segment via Cut-and-Paste", ECCV 2018.
/// </summary>
/// <remarks>
/// Normalisation keeps the statistics of the fit. Backgrounds come from latents of their own, so that what surrounds an object in its photo is no help.
/// </remarks>
internal sealed class CutOutGame : IDisposable
{
    private static readonly long[] AllButBatch = [1, 2, 3];
    private readonly LayeredGenerator _generator;
    private readonly Discriminator _discriminator;
    private readonly TrainingOptions _training;
    private readonly IDiscriminatorTerm _penalty;
    private readonly double _penaltyWeight;
    private readonly CutOutOptions _options;
    private readonly BatchSource _photos;
    private readonly Adam _judge;
    private readonly LogisticLoss _loss = new();
    private readonly IReadOnlyList<IPerturbation> _perturbations;
    private int _steps;

    /// <summary>Prepares a game.</summary>
    /// <param name="generator">Paints backgrounds; its weights stay as they are. Not owned.</param>
    /// <param name="discriminator">Judges, and learns; not owned.</param>
    /// <param name="training">The settings that both were trained with.</param>
    /// <param name="progress">How far they had come: scenes are perturbed as the discriminator saw them last.</param>
    /// <param name="options">How it is played.</param>
    /// <param name="photos">Batches of twice <see cref="CutOutOptions.BatchSize"/> crops; not owned.</param>
    public CutOutGame(LayeredGenerator generator, Discriminator discriminator, TrainingOptions training, TrainingProgress progress, CutOutOptions options, BatchSource photos)
    {
        _generator = generator;
        _discriminator = discriminator;
        _training = training with { IndependentLatents = true };
        _options = options;
        _photos = photos;
        _perturbations = training.Perturbations(progress);
        _penalty = LossTerms.OfDiscriminator(training);
        _penaltyWeight = _penalty.Weight.At(progress);
        discriminator.RequireGradients(true);
        _judge = new Adam(discriminator.Parameters, options.DiscriminatorLearningRate, beta1: 0, beta2: 0.99);
    }

    /// <summary>Plays.</summary>
    /// <param name="beginning">The segmenter to begin with; it stays as it is.</param>
    /// <param name="seed">Seed of everything random.</param>
    /// <param name="timeGone">Which share of its time has gone (<see cref="FitTime"/>), where it ends with that; null where steps alone count.</param>
    /// <param name="device">Where the networks are.</param>
    /// <param name="progress">Told after each step, with the loss of the segmenter.</param>
    /// <param name="cancellation">Ends the game.</param>
    /// <returns>The average of the segmenter's weights; the caller disposes it.</returns>
    /// <exception cref="FitDivergedException">The loss is no longer a number.</exception>
    /// <exception cref="OperationCanceledException">The game was ended.</exception>
    public Fitted<Segmenter> Play(
        Segmenter beginning, ulong seed, Func<double>? timeGone, Device device, IProgress<WorkProgress>? progress, CancellationToken cancellation)
        => new FitLoop(_options.Steps, _options.PeakLearningRate, AverageDecay: 0.99, seed, timeGone).Run(
            beginning.Copy,
            step => Step(step.Network, beginning, step.Random, cancellation),
            device,
            progress,
            cancellation);

    /// <inheritdoc/>
    public void Dispose() => _judge.Dispose();

    /// <summary>Moves the discriminator, and gives the segmenter's loss against it.</summary>
    private Tensor Step(Segmenter segmenter, Segmenter beginning, RandomGenerator random, CancellationToken cancellation)
    {
        using Batch batch = _photos.Next(cancellation);
        Tensor photos = PhotoTensors.ToTensor(batch.Pixels, batch.Count, batch.Resolution, random.Device);
        long half = batch.Count / 2;
        Tensor whole = Judged(photos.Slice(0, 0, half), PhotoTensors.MasksOf(batch, random.Device)?.Slice(0, 0, half)).Contiguous(), cut = photos.Slice(0, half, batch.Count);
        Tensor begun = Begun(beginning, cut);
        Tensor logits;
        using (new MixedPrecision(_training.Precision))
            logits = segmenter.Forward(cut, training: false);
        Tensor mask = Activation.Sigmoid(logits);
        Layers scene = _perturbations.Aggregate(
            new Layers(Backgrounds(half, random), cut, mask), (changed, perturbation) => perturbation.Apply(changed, random));
        Tensor composites = Judged(scene.Composite(), scene.Mask);
        LearnToJudge(whole, composites.Detach(), random);

        Tensor coverage = mask.Mean(AllButBatch) - begun.Mean(AllButBatch);
        return Fool(composites)
            + (coverage.Square().Mean() * _options.CoverageWeight)
            + (coverage.Mean().Square() * _options.MeanCoverageWeight)
            + (MaskLosses.Binary(mask) * _options.BinaryWeight)
            + (SegmentationLosses.CrossEntropy(logits, begun) * _options.BeginningWeight);
    }

    private Tensor Judged(Tensor images, Tensor? masks) => JudgedImages.Of(_training.Network, images, masks);

    // The mask with which the game began, of the photo and of its mirror image.
    private Tensor Begun(Segmenter beginning, Tensor photos)
    {
        using Autograd.Mode recording = Autograd.NoGradient();
        using var precision = new MixedPrecision(_training.Precision);
        return Activation.Sigmoid(beginning.ForwardBothWays(photos));
    }

    private Tensor Backgrounds(long count, RandomGenerator random)
    {
        using Autograd.Mode recording = Autograd.NoGradient();
        using var precision = new MixedPrecision(_training.Precision);
        return Latents.Paint(_generator, _training, count, random).Background.To(ScalarType.Float32);
    }

    private void LearnToJudge(Tensor photos, Tensor composites, RandomGenerator random)
    {
        bool penalise = _penaltyWeight > 0 && _steps++ % _penalty.Interval == 0;
        photos.RequiresGradient = penalise && _penalty.DifferentiatesPhotos;
        Tensor ofPhotos, ofComposites;
        using (new MixedPrecision(_training.Precision))
            (ofPhotos, ofComposites) = (_discriminator.Forward(photos), _discriminator.Forward(composites));
        Tensor loss = _loss.OfDiscriminator(ofPhotos, ofComposites);
        if (penalise)
            loss = loss + (_penalty.Loss(new Judgement(_discriminator, photos, photos, composites, ofPhotos, ofComposites, _training.Precision, random)) * _penaltyWeight);
        _judge.Step(Autograd.GradientsWhereUsed(loss, _judge.Parameters));
    }

    private Tensor Fool(Tensor composites)
    {
        _discriminator.RequireGradients(false);
        using var precision = new MixedPrecision(_training.Precision);
        Tensor loss = _loss.OfGenerator(_discriminator.Forward(composites));
        _discriminator.RequireGradients(true);
        return loss;
    }
}
