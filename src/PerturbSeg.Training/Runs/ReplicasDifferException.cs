namespace PerturbSeg.Training.Runs;

/// <summary>Ranks that train together no longer have the same networks: a machine computes wrongly, or in another way.</summary>
/// <param name="steps">Steps taken.</param>
/// <param name="others">The ranks that differ from rank 0.</param>
public sealed class ReplicasDifferException(long steps, IReadOnlyList<int> others) : Exception(
    $"After {steps} steps the networks of rank {string.Join(", ", others)} differ from those of rank 0: a machine computes wrongly, or with another processor or library than the others. Go on with --resume and without it.")
{
    /// <summary>The ranks that differ from rank 0.</summary>
    public IReadOnlyList<int> Others => others;
}
