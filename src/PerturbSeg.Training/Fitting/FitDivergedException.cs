namespace PerturbSeg.Training.Fitting;

/// <summary>The loss of a fit became infinite or no number; its weights are of no use.</summary>
public sealed class FitDivergedException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="step">The step, counted from 1.</param>
    public FitDivergedException(long step)
        : base($"The fit diverged at step {step}: its loss is no longer a number. Another seed or more training of the generator may mend it.")
        => Step = step;

    /// <summary>The step, counted from 1.</summary>
    public long Step { get; }
}
