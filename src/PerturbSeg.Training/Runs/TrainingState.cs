using PerturbSeg.Torch;
using PerturbSeg.Torch.Layers;
using PerturbSeg.Torch.Optimizers;
using PerturbSeg.Training.Augmentation;
using PerturbSeg.Training.Losses;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Schedules;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.Runs;

/// <summary>Everything that a training changes from step to step: what a checkpoint holds.</summary>
public sealed class TrainingState : IDisposable
{
    // What the optimisers have from the schedules.
    private (double Rate, double Beta2) _applied;

    /// <summary>Creates the first state.</summary>
    /// <param name="options">The settings; the seed draws the weights.</param>
    /// <param name="device">Where the networks live.</param>
    public TrainingState(TrainingOptions options, Device device)
    {
        ArgumentNullException.ThrowIfNull(options);
        Options = options;
        Random = new RandomGenerator(options.Seed, device);
        Generator = new LayeredGenerator(options.Network, Random);
        Discriminator = Discriminator.Create(options.Network, Random);
        AverageGenerator = new LayeredGenerator(options.Network, Random);
        AugmentProbability = new AdaptiveProbability(options.Augment, options.AugmentTarget, options.AugmentKimg);
        SetGrowth(options.GrowthAt(0));
        Average = new ExponentialMovingAverage(AverageGenerator, Generator);
        GeneratorOptimizer = NewOptimizer(Generator);
        DiscriminatorOptimizer = NewOptimizer(Discriminator);
        if (!options.ReconstructionWeight.IsOff)
        {
            Encoder = new LatentEncoder(options.Network, Random);
            EncoderOptimizer = NewOptimizer(Encoder);
        }

        _applied = Scheduled;

        Adam NewOptimizer(Module network)
            => new(network.Parameters, Scheduled.Rate, beta1: 0, Scheduled.Beta2);
    }

    /// <summary>The settings.</summary>
    public TrainingOptions Options { get; }

    /// <summary>Where the networks live.</summary>
    public Device Device => Random.Device;

    /// <summary>The generator in training.</summary>
    public LayeredGenerator Generator { get; }

    /// <summary>The discriminator in training.</summary>
    public Discriminator Discriminator { get; }

    /// <summary>The average of the generator's weights: what samples and segmentations are made with.</summary>
    public LayeredGenerator AverageGenerator { get; }

    /// <summary>Keeps <see cref="AverageGenerator"/>.</summary>
    public ExponentialMovingAverage Average { get; }

    /// <summary>Moves the generator.</summary>
    public Adam GeneratorOptimizer { get; }

    /// <summary>Moves the discriminator.</summary>
    public Adam DiscriminatorOptimizer { get; }

    /// <summary>Finds the latents of photos; null where none are painted again.</summary>
    public LatentEncoder? Encoder { get; }

    /// <summary>Moves <see cref="Encoder"/>.</summary>
    public Adam? EncoderOptimizer { get; }

    /// <summary>The optimisers of all networks.</summary>
    public IEnumerable<Adam> Optimizers
        => EncoderOptimizer is null ? [GeneratorOptimizer, DiscriminatorOptimizer] : [GeneratorOptimizer, DiscriminatorOptimizer, EncoderOptimizer];

    /// <summary>The one stream of random numbers of the training.</summary>
    public RandomGenerator Random { get; }

    /// <summary>How often what the discriminator sees is augmented.</summary>
    public AdaptiveProbability AugmentProbability { get; }

    /// <summary>Running mean of the generator's path lengths.</summary>
    public PathLengthMean PathLengthMean { get; } = new();

    /// <summary>Steps taken.</summary>
    public long Steps { get; private set; }

    /// <summary>Photos shown so far; also the number of the next photo.</summary>
    public long ImagesSeen { get; private set; }

    /// <summary>Photos shown when the monitors first found the split settled; null before they did.</summary>
    public long? SettledAt { get; set; }

    /// <summary>Photos shown at the last checkpoint whose split was right once it had settled; null before there was one.</summary>
    public long? SoundAt { get; set; }

    /// <summary>How far the training has come.</summary>
    public TrainingProgress Progress => new(ImagesSeen, SettledAt);

    /// <summary>Photos of the last step; 0 before there was one.</summary>
    public int LastBatch { get; private set; }

    /// <summary>How far the networks have grown.</summary>
    public Growth Growth => Generator.Growth;

    /// <summary>Photos that the next step takes.</summary>
    public int NextBatch => Options.BatchSizeAt(Options.GrowthAt(ImagesSeen).Side);

    /// <summary>How often the training went back to a checkpoint because a loss was not finite.</summary>
    public int Rollbacks { get; set; }

    /// <summary>What the monitor measured last, for the log; null before it did.</summary>
    public DegeneracyFigures? Figures { get; set; }

    /// <summary>Factor on the learning rate of both players, below 1 after rollbacks.</summary>
    public double RateFactor
    {
        get;
        set
        {
            field = value;
            ApplyRate();
        }
    } = 1;

    /// <summary>The weights of all networks with the names they have in a checkpoint.</summary>
    public IEnumerable<(string Name, Tensor Value)> Networks
        => Named("generator", Generator.State)
            .Concat(Named("discriminator", Discriminator.State))
            .Concat(Named("average", AverageGenerator.State))
            .Concat(Encoder is null ? [] : Named("encoder", Encoder.State));

    /// <summary>Every tensor with the name it has in a checkpoint.</summary>
    public IEnumerable<(string Name, Tensor Value)> Tensors
        => Networks
            .Concat(Named("generator_optimizer", GeneratorOptimizer.State))
            .Concat(Named("discriminator_optimizer", DiscriminatorOptimizer.State))
            .Concat(EncoderOptimizer is null ? [] : Named("encoder_optimizer", EncoderOptimizer.State));

    /// <summary>Brings the networks and the optimisers to where the schedules have them for the next step.</summary>
    public void Advance()
    {
        Growth next = Options.GrowthAt(ImagesSeen);
        if (next != Growth)
            SetGrowth(next);
        if (Scheduled != _applied)
            ApplyRate();
    }

    /// <summary>Counts a step.</summary>
    /// <param name="batch">Its photos.</param>
    public void Count(int batch)
    {
        Steps++;
        ImagesSeen += batch;
        LastBatch = batch;
    }

    /// <summary>Goes on counting where a checkpoint was written.</summary>
    /// <param name="steps">Steps taken.</param>
    /// <param name="imagesSeen">Photos shown.</param>
    /// <param name="growth">How far the networks had grown in the last step.</param>
    public void Restore(long steps, long imagesSeen, Growth growth)
    {
        Steps = steps;
        ImagesSeen = imagesSeen;
        LastBatch = 0;
        SetGrowth(growth);
    }

    /// <summary>Whether no number of it is NaN or infinite: a step can spoil the weights though its losses were finite.</summary>
    public bool IsFinite()
    {
        using Autograd.Mode recording = Autograd.NoGradient();
        return Tensor.AreFinite(Tensors.Select(tensor => tensor.Value));
    }

    /// <summary>Frees the networks.</summary>
    public void Dispose()
    {
        foreach (Module? module in new Module?[] { Generator, Discriminator, AverageGenerator, Encoder })
            module?.Dispose();
        foreach (Adam optimizer in Optimizers)
            optimizer.Dispose();
        Random.Dispose();
    }

    private (double Rate, double Beta2) Scheduled => (Options.LearningRateAt(Growth.Side, Progress), Options.Beta2.At(Progress));

    private void ApplyRate()
    {
        _applied = Scheduled;
        foreach (Adam optimizer in Optimizers)
        {
            optimizer.LearningRate = _applied.Rate * RateFactor;
            optimizer.Beta2 = _applied.Beta2;
        }
    }

    private void SetGrowth(Growth growth)
        => Generator.Growth = AverageGenerator.Growth = Discriminator.Growth = growth;

    private static IEnumerable<(string Name, Tensor Value)> Named(string prefix, IEnumerable<(string Name, Tensor Value)> tensors)
        => tensors.Select(tensor => ($"{prefix}.{tensor.Name}", tensor.Value));
}
