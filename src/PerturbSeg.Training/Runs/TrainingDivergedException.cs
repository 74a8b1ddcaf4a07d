namespace PerturbSeg.Training.Runs;

/// <summary>Losses became NaN or infinite again and again, though the learning rate was made smaller each time.</summary>
public sealed class TrainingDivergedException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was seen, and when.</param>
    public TrainingDivergedException(string message)
        : base(message)
    {
    }
}
