namespace PerturbSeg.Training.Fitting;

/// <summary>How a segmenter plays <see cref="CutOutGame"/>.</summary>
public sealed record CutOutOptions
{
    /// <summary>Steps of both players.</summary>
    public int Steps { get; init; } = 400;

    /// <summary>Photos that are cut out in one step, and as many that the discriminator sees whole.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>The highest learning rate of the segmenter's cycle; it begins low, while the discriminator gets to know cut-outs.</summary>
    public double PeakLearningRate { get; init; } = 5e-4;

    /// <summary>The learning rate of the discriminator.</summary>
    public double DiscriminatorLearningRate { get; init; } = 5e-4;

    /// <summary>
    /// Weight of the squared difference between the coverage of each mask and that of the mask with which the game began. Painted
    /// backgrounds are blurred: without a price, masks grow to hide them.
    /// </summary>
    public double CoverageWeight { get; init; } = 20;

    /// <summary>Weight of the same for the mean coverage of all masks of a step.</summary>
    public double MeanCoverageWeight { get; init; } = 1000;

    /// <summary>Weight of mean min(m, 1 − m), as in training.</summary>
    public double BinaryWeight { get; init; } = 1;

    /// <summary>Weight of the cross-entropy with the masks with which the game began.</summary>
    public double BeginningWeight { get; init; } = 0.2;

    /// <summary>Checks the values.</summary>
    /// <exception cref="UserErrorException">A value is out of its range.</exception>
    public void Validate()
    {
        if (Steps < 0)
            throw new UserErrorException($"--cutout-steps {Steps} is out of range: give 0 or more, such as 400.");
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchSize, 1);
    }
}
