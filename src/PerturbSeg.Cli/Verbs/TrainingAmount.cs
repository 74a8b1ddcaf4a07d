namespace PerturbSeg.Cli.Verbs;

/// <summary>How long a training may be asked to take, in minutes or in thousands of photos.</summary>
internal static class TrainingAmount
{
    private const double Largest = 10_000_000;

    /// <summary>Refuses an amount that no training can have; one that was not given is fine.</summary>
    /// <exception cref="UserErrorException">It is not above 0, too large, or no number.</exception>
    public static void Require(string option, double? amount)
    {
        if (amount is not (null or (> 0 and <= Largest)))
            throw new UserErrorException($"{option} {amount} is out of range: give a number above 0, at most {Largest}.");
    }
}
