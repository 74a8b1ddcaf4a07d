namespace PerturbSeg.Training.Logs;

/// <summary>
/// The scalars of a run folder, written twice from one call: <c>metrics.jsonl</c> for scripts and an event file for TensorBoard.
/// </summary>
public sealed class ScalarLogs : IDisposable
{
    /// <summary>The name of the lines' file in a run folder.</summary>
    public const string MetricsFileName = "metrics.jsonl";

    private readonly MetricsLog _lines;
    private readonly TensorBoardEvents _events;

    private ScalarLogs(MetricsLog lines, TensorBoardEvents events) => (_lines, _events) = (lines, events);

    /// <summary>Begins the logs of a new run.</summary>
    /// <param name="runFolder">The run folder; created when missing.</param>
    /// <returns>The logs, owned by the caller.</returns>
    public static ScalarLogs Start(string runFolder)
    {
        MetricsLog lines = MetricsLog.Start(Path.Combine(runFolder, MetricsFileName));
        return Join(lines, () => TensorBoardEvents.Start(runFolder));
    }

    /// <summary>Continues the logs of a run from a checkpoint, forgetting what was logged after it.</summary>
    /// <param name="runFolder">The run folder.</param>
    /// <param name="imagesSeen">Images seen at the checkpoint.</param>
    /// <returns>The logs, owned by the caller.</returns>
    public static ScalarLogs Resume(string runFolder, long imagesSeen)
    {
        MetricsLog lines = MetricsLog.Resume(Path.Combine(runFolder, MetricsFileName), imagesSeen);
        return Join(lines, () => TensorBoardEvents.Resume(runFolder, imagesSeen));
    }

    /// <summary>The files of a run folder that these logs wrote.</summary>
    /// <param name="runFolder">The run folder.</param>
    public static IEnumerable<string> FilesIn(string runFolder)
        => Directory.EnumerateFiles(runFolder, MetricsFileName).Concat(Directory.EnumerateFiles(runFolder, $"{TensorBoardEvents.FilePrefix}*"));

    /// <summary>Writes one moment to both files; it is on its way to the disk when the call returns.</summary>
    /// <param name="scalars">The moment and its values.</param>
    public void Append(TrainingScalars scalars)
    {
        _lines.Append(scalars);
        _events.Append(scalars);
    }

    /// <summary>Closes both files.</summary>
    public void Dispose()
    {
        _lines.Dispose();
        _events.Dispose();
    }

    private static ScalarLogs Join(MetricsLog lines, Func<TensorBoardEvents> openEvents)
    {
        try
        {
            return new ScalarLogs(lines, openEvents());
        }
        catch
        {
            lines.Dispose();
            throw;
        }
    }
}
