using PerturbSeg.Training.Fitting;
using PerturbSeg.Training.Runs;

namespace PerturbSeg.Training.Supervision;

/// <summary>Says how good the split of a trained generator is, without labels.</summary>
public interface ISplitJudge
{
    /// <summary>Judges the newest checkpoint of a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>What masks of photos say of it.</returns>
    PhotoConsistency Judge(RunFolder run, CancellationToken cancellation);
}
