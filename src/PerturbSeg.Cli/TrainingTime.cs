using PerturbSeg.Training.Runs;

namespace PerturbSeg.Cli;

/// <summary>How long a training took that several calls go on with.</summary>
/// <param name="Seconds">Spent by calls that ended.</param>
/// <param name="Since">When the call began that has not ended yet, UTC; null where none has.</param>
internal readonly record struct TrainingTime(double Seconds, DateTime? Since)
{
    /// <summary>Whether the last call was killed or asked to stop: what a training decides at its end may not have been decided.</summary>
    public bool IsUndecided { get; init; }

    /// <summary>The same once the call that began has ended.</summary>
    /// <param name="end">When, UTC.</param>
    public TrainingTime Ended(DateTime end) => new(Seconds + (Since is { } since ? Math.Max(0, (end - since).TotalSeconds) : 0), null);

    /// <summary>The same after a kill: the time up to the last line, sample sheet or checkpoint that the training wrote is spent.</summary>
    /// <param name="run">Its run folder.</param>
    public TrainingTime AfterKill(string run)
    {
        if (Since is not { } since)
            return this;
        // reports and decisions on masks lie in run folders, too
        DateTime last = Directory.Exists(run)
            ? Directory.EnumerateFiles(run, "*", SearchOption.AllDirectories).Where(RunFolder.IsOfTraining).Select(File.GetLastWriteTimeUtc).DefaultIfEmpty(since).Max()
            : since;
        return Ended(last) with { IsUndecided = true };
    }
}
