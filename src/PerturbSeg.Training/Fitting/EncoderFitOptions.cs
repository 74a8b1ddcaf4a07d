using PerturbSeg.Torch;

namespace PerturbSeg.Training.Fitting;

/// <summary>How the encoders of a generator are fitted.</summary>
public sealed record EncoderFitOptions
{
    /// <summary>Steps of Adam.</summary>
    public int Steps { get; init; } = 1500;

    /// <summary>How long <see cref="RunFit"/> may take, above 0: fewer steps are made where they would not fit in; null where steps alone count, and the result depends on no clock.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>Photos in one step, and as many generated scenes.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>The highest learning rate of the cycle.</summary>
    public double PeakLearningRate { get; init; } = 1.5e-2;

    /// <summary>Decay of the average of the weights at each step, in [0, 1); less in the first steps.</summary>
    public double AverageDecay { get; init; } = 0.99;

    /// <summary>Weight of the mean absolute difference of pixels, photos and scenes alike; images span 2.</summary>
    public double AbsolutePixelWeight { get; init; } = 1;

    /// <summary>Weight of the mean squared difference of pixels, photos and scenes alike.</summary>
    public double SquaredPixelWeight { get; init; } = 1;

    /// <summary>
    /// Weight of the difference between photo and reconstruction in the discriminator's features: the squared difference as a share of
    /// the photo's mean square, averaged over the sides.
    /// </summary>
    public double FeatureWeight { get; init; } = 0.5;

    /// <summary>
    /// Weight of the mean squared offset of photos from the mean style, in deviations: keeps styles where the generator was trained.
    /// </summary>
    public double PriorWeight { get; init; } = 0.02;

    /// <summary>Weight of the mean squared error of the offsets of generated scenes, in deviations.</summary>
    public double StyleWeight { get; init; } = 0.5;

    /// <summary>Weight of the mean squared error of the shift of generated scenes, as a share of the largest shift.</summary>
    public double ShiftWeight { get; init; } = 1;

    /// <summary>Weight of the mean squared error of the logarithm of the scale of generated scenes, as a share of the largest one.</summary>
    public double ScaleWeight { get; init; } = 1;

    /// <summary>Weight of one minus the cosine of the error of the turn of generated scenes.</summary>
    public double TurnWeight { get; init; } = 0.2;

    /// <summary>Weight of the cross-entropy between reconstructed masks and the known ones: those of generated scenes, and of photos that are packed with masks.</summary>
    public double MaskWeight { get; init; } = 4;

    /// <summary>How far the objects of generated scenes are moved, at most, in shares of the side.</summary>
    public double SceneShift { get; init; } = 0.25;

    /// <summary>The logarithm of the largest factor by which they are enlarged, or less (<see cref="LargestFramedShare"/>); the smallest is its inverse.</summary>
    public double SceneLogScale { get; init; } = 0.5;

    /// <summary>
    /// How much of the image the object of a scene may take on average once it is enlarged, or that of a photo once it is framed closer: objects that
    /// fill more are rare, and an encoder that has seen many of them sees too large ones.
    /// </summary>
    public double LargestFramedShare { get; init; } = 0.5;

    /// <summary>What convolutions compute in: <see cref="ScalarType.BFloat16"/> or <see cref="ScalarType.Float32"/>.</summary>
    public ScalarType Precision { get; init; } = ScalarType.BFloat16;

    /// <summary>Seed of the weights and the scenes, and in <see cref="RunFit"/> of the order of photos.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Checks the values.</summary>
    /// <exception cref="UserErrorException">A value is out of its range.</exception>
    public void Validate()
    {
        if (Steps < 1)
            throw new UserErrorException($"--steps {Steps} is out of range: give at least 1, such as 1500.");
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchSize, 1);
    }
}
