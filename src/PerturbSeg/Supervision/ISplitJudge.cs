using PerturbSeg.Training;

namespace PerturbSeg.Supervision;

/// <summary>Says how good the split of a trained generator is, without labels.</summary>
public interface ISplitJudge
{
    /// <summary>Judges the newest checkpoint of a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>In [0, 1]; more is better.</returns>
    double Score(RunFolder run, CancellationToken cancellation);
}
