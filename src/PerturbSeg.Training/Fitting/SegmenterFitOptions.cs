using PerturbSeg.Masks;
using PerturbSeg.Mending;
using PerturbSeg.Torch;
using PerturbSeg.Training.Fitting.Augmentations;
using PerturbSeg.Training.Scenes;

namespace PerturbSeg.Training.Fitting;

/// <summary>How a segmenter is fitted.</summary>
public sealed record SegmenterFitOptions
{
    /// <summary>Steps of Adam. Photos that teach themselves for longer teach their mistakes, too (docs/segmentation.md).</summary>
    public int Steps { get; init; } = 1000;

    /// <summary>How long <see cref="RunFit"/> may take, above 0: fewer steps are made where they would not fit in, and cut-outs and finer masks are left out where too few of theirs would; null where steps alone count, and the result depends on no clock.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>Pairs in one step: generated ones, and photos once they take part.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>
    /// Share of the pairs of a step that are photos (<see cref="PhotoLessons"/>), in [0, 1); none where the fit is given no photos.
    /// </summary>
    public double PhotoShare { get; init; } = 0.5;

    /// <summary>Share of the steps before photos take part, in [0, 1]: until then the segmenter has nothing to teach.</summary>
    public double PhotosFrom { get; init; } = 0.3;

    /// <summary>
    /// Mends the masks of photos that are taught, gently: objects of several colours, such as people in their clothes, lose parts to a
    /// stronger one at each step, and teach themselves smaller and smaller.
    /// </summary>
    public DenseCrf Refinement { get; init; } = new(Trust: 1, Strength: 3);

    /// <summary>Mends them then by the colours of each photo; null leaves it out.</summary>
    public ColorModel? Colors { get; init; } = new(Bits: 4);

    /// <summary>The highest learning rate of the cycle.</summary>
    public double PeakLearningRate { get; init; } = 3e-3;

    /// <summary>Channels of the segmenter at the full side.</summary>
    public int Channels { get; init; } = 32;

    /// <summary>Decay of the average of the weights at each step, in [0, 1); less in the first steps.</summary>
    public double AverageDecay { get; init; } = 0.99;

    /// <summary>What convolutions compute in: <see cref="ScalarType.BFloat16"/> or <see cref="ScalarType.Float32"/>.</summary>
    public ScalarType Precision { get; init; } = ScalarType.BFloat16;

    /// <summary>Seed of the weights, the pairs and their augmentation.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>
    /// What masks of photos must keep to: others are not taught. Parts of objects whose colours differ otherwise teach themselves in place of the whole.
    /// </summary>
    public PhotoMaskLimits Limits { get; init; } = new(0.03, 0.75);

    /// <summary>Share of the generated scenes whose layers are changed before they are composited, in [0, 1].</summary>
    public double RearrangedShare { get; init; } = 0.5;

    /// <summary>What changes those layers, in the order it applies.</summary>
    public IReadOnlyList<IPerturbation> Rearrangements { get; init; } =
    [
        new BackgroundWindow(), new ForegroundWarp(), new TintJitter(0.4), new OnForeground(new TintJitter(0.4)),
    ];

    /// <summary>Augmentations of the images, generated and photos alike, in the order they apply.</summary>
    public IReadOnlyList<IAugmentation> Augmentations { get; init; } =
    [
        new RandomFraming(), new RandomMirror(), new RandomSoftening(), new RandomContrast(), new RandomColor(), new GaussianNoise(),
    ];

    /// <summary>The game that is played after the steps; null leaves it out, as do a fit without photos and a run that was trained with another game than the logistic one.</summary>
    public CutOutOptions? CutOuts { get; init; } = new();

    /// <summary>
    /// Finer masks than the generator's, learnt last; null leaves them out, as does a fit without photos or with photos that are packed at the side of
    /// the run.
    /// </summary>
    public FinerFitOptions? Finer { get; init; } = new();

    /// <summary>How many pairs of a step are photos, once they take part.</summary>
    internal int PhotosPerStep => (int)Math.Round(BatchSize * PhotoShare);

    /// <summary>Checks the values.</summary>
    /// <exception cref="UserErrorException">A number of steps, which users give, is out of its range.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Another value is.</exception>
    public void Validate()
    {
        if (Steps < 1)
            throw new UserErrorException($"--steps {Steps} is out of range: give at least 1, such as 1000.");
        CutOuts?.Validate();
        Finer?.Validate();
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Channels, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(PeakLearningRate);
        Check(PhotosFrom is >= 0 and <= 1, nameof(PhotosFrom), PhotosFrom, "from 0 to 1");
        Check(RearrangedShare is >= 0 and <= 1, nameof(RearrangedShare), RearrangedShare, "from 0 to 1");
        Check(PhotoShare is >= 0 and < 1, nameof(PhotoShare), PhotoShare, "from 0 to below 1");
        Check(AverageDecay is >= 0 and < 1, nameof(AverageDecay), AverageDecay, "from 0 to below 1");
        Check(Limits.SmallestShare is >= 0 and < 1, nameof(Limits.SmallestShare), Limits.SmallestShare, "from 0 to below 1");
        Check(Limits.LargestShare > Limits.SmallestShare && Limits.LargestShare <= 1, nameof(Limits.LargestShare), Limits.LargestShare, "above the smallest share, to 1");
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(PhotosPerStep, BatchSize);
    }

    private static void Check(bool right, string name, double value, string wanted)
    {
        if (!right)
            throw new ArgumentOutOfRangeException(name, value, $"It is to be {wanted}.");
    }
}
