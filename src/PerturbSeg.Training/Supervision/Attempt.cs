using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Schedules;
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
    /// <summary>Why it was given up, in sentences.</summary>
    public IReadOnlyList<string> Reasons => Result.Figures.Verdicts is { Count: > 0 } verdicts ? verdicts : [Lost ? "An earlier call put it aside." : "It ended before its split was judged."];

    /// <summary>An attempt that was put aside, as its folder tells of it.</summary>
    /// <param name="number">From 1.</param>
    /// <param name="run">Its folder.</param>
    /// <param name="home">The run folder, which its files are called by, as those of an attempt that was put aside just now.</param>
    /// <returns>Null where it was never measured, or is damaged: there is the present one.</returns>
    internal static Attempt? PutAside(int number, string run, string home)
    {
        try
        {
            var folder = RunFolder.Open(run);
            string checkpoint = folder.LatestCheckpoint();
            (TrainingProgress progress, long? soundAt, DegeneracyFigures? figures) = Checkpoint.Outcome(checkpoint);
            if (figures is null)
                return null;
            string? sound = soundAt is { } at && File.Exists(folder.CheckpointPath(at)) ? Home(folder.CheckpointPath(at)) : null;
            var result = new TrainingResult(progress.ImagesSeen, ImagesPerSecond: 0, Stopped: false, Rollbacks: 0, figures, Home(checkpoint), Home(folder.SamplePath(progress.ImagesSeen)), sound);
            return new Attempt(number, folder.Configuration.Options, result, Lost: true, folder.Configuration.WentBackToKimg);
        }
        catch (UserErrorException)
        {
            return null;
        }

        string Home(string file) => Path.Combine(home, Path.GetRelativePath(run, file));
    }
}
