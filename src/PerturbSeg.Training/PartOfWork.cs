namespace PerturbSeg.Training;

/// <summary>Tells of one part of some work as of the whole.</summary>
/// <param name="whole">Told; null tells nobody.</param>
/// <param name="before">Units that were done before the part began.</param>
/// <param name="total">Units of the whole.</param>
internal sealed class PartOfWork(IProgress<WorkProgress>? whole, long before, long total) : IProgress<WorkProgress>
{
    /// <inheritdoc/>
    public void Report(WorkProgress value) => whole?.Report(value with { Done = before + value.Done, Total = total });
}
