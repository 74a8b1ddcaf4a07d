namespace PerturbSeg.Training.Fitting;

/// <summary>How a segmenter is taught finer masks (<see cref="FinerFit"/>).</summary>
public sealed record FinerFitOptions
{
    /// <summary>Steps of Adam of one round; 0 leaves masks at the side of the run.</summary>
    public int Steps { get; init; } = 300;

    /// <summary>Rounds at each side: in every one what the last one has learnt teaches.</summary>
    public int Rounds { get; init; } = 2;

    /// <summary>Photos in one step.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>The highest learning rate of a round's cycle.</summary>
    public double PeakLearningRate { get; init; } = 2e-3;

    /// <summary>Checks the values.</summary>
    /// <exception cref="UserErrorException">The number of steps, which users give, is out of its range.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Another value is.</exception>
    public void Validate()
    {
        if (Steps < 0)
            throw new UserErrorException($"--finer-steps {Steps} is out of range: give 0 or more, such as 300.");
        ArgumentOutOfRangeException.ThrowIfLessThan(Rounds, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchSize, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(PeakLearningRate);
    }
}
