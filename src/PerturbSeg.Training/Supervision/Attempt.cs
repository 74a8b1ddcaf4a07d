using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.Supervision;

/// <summary>How one attempt ended.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Options">Its settings.</param>
/// <param name="Result">How its training ended.</param>
/// <param name="Lost">Whether its split was degenerate, so that another attempt was due.</param>
/// <param name="BackTo">Thousands of photos shown at the checkpoint of an attempt before it that it began with; null where it began anew.</param>
/// <param name="Score">What the judge said; null where there was no choice to make.</param>
public sealed record Attempt(int Number, TrainingOptions Options, TrainingResult Result, bool Lost, double? BackTo, double? Score = null)
{
    /// <summary>An attempt that was put aside, as its folder tells of it.</summary>
    /// <param name="number">From 1.</param>
    /// <param name="run">Its folder.</param>
    /// <returns>Null where it was never measured.</returns>
    /// <exception cref="UserErrorException">Its newest checkpoint cannot be read.</exception>
    internal static Attempt? PutAside(int number, RunFolder run)
    {
        if (!run.HasCheckpoint)
            return null;
        string checkpoint = run.LatestCheckpoint();
        (long images, long? soundAt, DegeneracyFigures? figures) = Checkpoint.Outcome(checkpoint);
        string? sound = soundAt is { } at && File.Exists(run.CheckpointPath(at)) ? run.CheckpointPath(at) : null;
        return figures is null
            ? null
            : new Attempt(
                number,
                run.Configuration.Options,
                new TrainingResult(images, ImagesPerSecond: 0, Stopped: false, Rollbacks: 0, figures, checkpoint, run.SamplePath(images), sound),
                Lost: true,
                run.Configuration.WentBackToKimg);
    }
}
