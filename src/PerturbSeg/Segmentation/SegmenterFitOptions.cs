using PerturbSeg.Segmentation.Augmentations;
using PerturbSeg.Torch;

namespace PerturbSeg.Segmentation;

/// <summary>How a segmenter is fitted.</summary>
public sealed record SegmenterFitOptions
{
    /// <summary>Steps of Adam.</summary>
    public int Steps { get; init; } = 1500;

    /// <summary>Pairs in one step.</summary>
    public int BatchSize { get; init; } = 32;

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

    /// <summary>Augmentations, in the order they apply.</summary>
    public IReadOnlyList<IAugmentation> Augmentations { get; init; } =
    [
        new RandomFraming(), new RandomMirror(), new RandomSoftening(), new RandomContrast(), new RandomColor(), new GaussianNoise(),
    ];

    /// <summary>Checks the values.</summary>
    /// <exception cref="UserErrorException">A value is out of its range.</exception>
    public void Validate()
    {
        if (Steps < 1)
            throw new UserErrorException($"--steps {Steps} is out of range: give at least 1, such as 1500.");
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Channels, 1);
    }
}
