namespace PerturbSeg.Training.Losses;

/// <summary>The running mean of a generator's path lengths.</summary>
public sealed class PathLengthMean
{
    // How far it goes towards the mean of a step, as published.
    private const double Share = 0.01;

    /// <summary>The mean; 0 before a length was measured.</summary>
    public double Value { get; set; }

    /// <summary>Moves towards the mean of a step.</summary>
    /// <param name="length">Mean length of the step's scenes.</param>
    public void Observe(double length) => Value += (length - Value) * Share;
}
