namespace PerturbSeg.Supervision;

/// <summary>What a <see cref="MinMaskSearch"/> tried.</summary>
/// <param name="Tried">The candidates in the order in which they were tried; at least one.</param>
/// <param name="Ended">Whether it was asked to stop before it had chosen.</param>
public sealed record MinMaskChoice(IReadOnlyList<MinMaskTrial> Tried, bool Ended)
{
    /// <summary>The candidate with the best score, the first of those alike.</summary>
    public MinMaskTrial Best => Tried.MaxBy(trial => trial.Score ?? double.NegativeInfinity)!;
}
