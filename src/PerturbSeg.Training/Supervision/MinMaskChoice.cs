namespace PerturbSeg.Training.Supervision;

/// <summary>What a <see cref="MinMaskSearch"/> tried.</summary>
/// <param name="Tried">The candidates in the order in which they were tried; at least one.</param>
/// <param name="Ended">Whether it was asked to stop before it had chosen.</param>
public sealed record MinMaskChoice(IReadOnlyList<MinMaskTrial> Tried, bool Ended)
{
    // Two fits of one generator differ by so much.
    private const double Alike = 0.05;

    /// <summary>
    /// The smallest η whose <see cref="Fitting.PhotoConsistency.AgreementAboveChance"/> is within .05 of the best; the first candidate where
    /// none agrees with itself at all, or none was judged.
    /// </summary>
    public MinMaskTrial Best
    {
        get
        {
            MinMaskTrial[] agreeing = [.. Tried.Where(trial => trial.Consistency is { SelfAgreement: > 0 })]; // masks that are all empty are all alike
            double? most = agreeing.Max(trial => trial.Consistency?.AgreementAboveChance);
            return agreeing.Where(trial => trial.Consistency?.AgreementAboveChance >= most - Alike).MinBy(trial => trial.MinMask) ?? Tried[0];
        }
    }
}
