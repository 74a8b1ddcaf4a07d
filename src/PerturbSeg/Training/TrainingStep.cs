using PerturbSeg.Scenes;
using PerturbSeg.Torch;

namespace PerturbSeg.Training;

/// <summary>
/// One step of both players: the discriminator judges photos and composites, then the generator paints anew against it
/// (paper, section 3; lazy R1: Karras et al., CVPR 2020, section 3.1).
/// </summary>
public sealed class TrainingStep
{
    private readonly TrainingState _state;
    private readonly TrainingOptions _options;
    private readonly IReadOnlyList<IPerturbation> _perturbations;
    private readonly Tensor[] _discriminatorParameters;
    private readonly Tensor[] _generatorParameters;

    /// <summary>Prepares steps.</summary>
    /// <param name="state">What the steps change.</param>
    public TrainingStep(TrainingState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        _state = state;
        _options = state.Options;
        _perturbations = _options.Perturbations();
        _discriminatorParameters = [.. state.DiscriminatorOptimizer.Parameters];
        _generatorParameters = [.. state.GeneratorOptimizer.Parameters];
    }

    /// <summary>R1 as last computed.</summary>
    public double LastR1 { get; set; }

    /// <summary>Takes one step.</summary>
    /// <param name="photoBytes">Photos, uint8 [N, 3, R, R] in row-major order; N is the batch size.</param>
    /// <returns>What the step measured. Where it is not finite, the weights may be spoilt.</returns>
    public StepScalars Run(ReadOnlySpan<byte> photoBytes)
    {
        using var scope = new TensorScope();
        int side = _options.Network.Resolution;
        Tensor photos = Photos.ToTensor(photoBytes, _options.BatchSize, side, _state.Device);
        Tensor[] judged = StepDiscriminator(photos);
        Tensor[] painted = StepGenerator();
        _state.Steps++;
        double halfLife = Math.Min(_options.AverageHalfLife, Math.Max(_state.ImagesSeen * _options.AverageRamp, 1));
        _state.Average.Update(Math.Pow(0.5, _options.BatchSize / halfLife));

        // One copy off the device for all figures.
        Tensor figures = Tensor.Concatenate([.. judged.Concat(painted).Select(figure => figure.Detach().Reshape(1))], 0);
        float[] f = figures.ToArray<float>();
        if (judged.Length == 4)
            LastR1 = f[3];
        ReadOnlySpan<float> g = f.AsSpan(judged.Length);
        return new StepScalars(f[0], g[0], f[1], f[2], LastR1, g[1], g[2], g[3]);
    }

    // Loss, mean logits of photos and composites and, where it was its turn, the squared slope.
    private Tensor[] StepDiscriminator(Tensor photos)
    {
        bool penalise = _options.R1Gamma > 0 && _state.Steps % _options.R1Interval == 0;
        photos.RequiresGradient = penalise;
        Tensor composites = ComposeWithoutGradient();
        Tensor photoLogits, compositeLogits;
        using (new Autocast(_state.Device, _options.Precision))
        {
            photoLogits = _state.Discriminator.Forward(photos);
            compositeLogits = _state.Discriminator.Forward(composites);
        }

        Tensor loss = AdversarialLoss.OfDiscriminator(photoLogits, compositeLogits);
        Tensor total = loss;
        Tensor? slope = null;
        if (penalise)
        {
            slope = R1Penalty.SquaredSlope(photos, photoLogits);
            total = loss + (slope * (_options.R1Gamma / 2 * _options.R1Interval));
        }

        _state.DiscriminatorOptimizer.Step(Autograd.Gradients(total, _discriminatorParameters));
        Tensor[] figures = [loss, photoLogits.Mean(), compositeLogits.Mean()];
        return slope is null ? figures : [.. figures, slope];
    }

    // Loss, coverage, size loss and binary loss.
    private Tensor[] StepGenerator()
    {
        _state.Discriminator.RequireGradients(false);
        Tensor logits, mask;
        using (new Autocast(_state.Device, _options.Precision))
        {
            Layers layers = Perturb(Paint(), _perturbations);
            mask = layers.Mask;
            logits = _state.Discriminator.Forward(layers.Composite());
        }

        Tensor adversarial = AdversarialLoss.OfGenerator(logits);
        Tensor size = (_options.LogarithmicSize ? MaskLosses.LogarithmicSize(mask, _options.MinMask) : MaskLosses.Size(mask, _options.MinMask))
            + MaskLosses.LargestCoverage(mask, _options.LargestMask);
        Tensor binary = MaskLosses.Binary(mask);
        Tensor total = adversarial + (size * _options.SizeWeight) + (binary * _options.BinaryWeight);
        if (_options.FrameWeight > 0)
            total = total + (MaskLosses.Frame(mask) * _options.FrameWeight);
        _state.GeneratorOptimizer.Step(Autograd.Gradients(total, _generatorParameters));
        _state.Discriminator.RequireGradients(true);
        return [adversarial, mask.Mean(), size, binary];
    }

    private Tensor ComposeWithoutGradient()
    {
        using Autograd.Mode recording = Autograd.NoGradient();
        using var autocast = new Autocast(_state.Device, _options.Precision);
        return Perturb(Paint(), _perturbations).Composite();
    }

    private Layers Paint() => Latents.Paint(_state.Generator, _options, _options.BatchSize, _state.Random);

    private Layers Perturb(Layers layers, IReadOnlyList<IPerturbation> perturbations)
        => perturbations.Aggregate(layers, (changed, perturbation) => perturbation.Apply(changed, _state.Random));
}
