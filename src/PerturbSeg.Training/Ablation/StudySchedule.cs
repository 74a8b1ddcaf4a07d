namespace PerturbSeg.Training.Ablation;

/// <summary>
/// Runs what a study lacks, some runs side by side, each through a launcher of its own (a process, say), and draws the table anew after
/// each. A run that fails is a row of the table; the others go on.
/// </summary>
/// <param name="study">The study's folder.</param>
/// <param name="plan">The plan of the folder.</param>
/// <param name="launch">Runs one run to its end, or to a stop; keeps its result in the folder. What it throws is the run's failure.</param>
public sealed class StudySchedule(StudyFolder study, StudyPlan plan, Func<PlannedRun, CancellationToken, Task> launch)
{
    private readonly Lock _drawing = new();
    private readonly Dictionary<string, string> _remarks = [];

    /// <summary>Runs that have no result yet.</summary>
    /// <param name="asked">What is asked for; runs of the plan.</param>
    public IReadOnlyList<PlannedRun> Missing(IEnumerable<PlannedRun> asked) => [.. asked.Where(run => study.ReadResult(plan, run) is null)];

    /// <summary>Runs.</summary>
    /// <param name="asked">What is asked for, in the order to begin; what has a result is passed over.</param>
    /// <param name="sideBySide">How many at once, at least 1.</param>
    /// <param name="progress">Told of each run that begins or ends.</param>
    /// <param name="cancellation">Begins no more runs; those under way are told to stop.</param>
    /// <returns>A row for each run of the plan.</returns>
    public async Task<IReadOnlyList<StudyRow>> RunAsync(
        IEnumerable<PlannedRun> asked, int sideBySide, IProgress<StudyRow>? progress, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sideBySide, 1);
        Draw();
        using var places = new SemaphoreSlim(sideBySide);
        await Task.WhenAll([.. Missing(asked).Select(run => RunAsync(run, places, progress, cancellation))]).ConfigureAwait(false);
        return Draw();
    }

    private async Task RunAsync(PlannedRun run, SemaphoreSlim places, IProgress<StudyRow>? progress, CancellationToken cancellation)
    {
        await places.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            if (cancellation.IsCancellationRequested)
                return;
            progress?.Report(new StudyRow(run, Result: null, "begins"));
            await launch(run, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
        }
#pragma warning disable CA1031 // whatever a run died of, the study goes on and says so
        catch (Exception failure)
#pragma warning restore CA1031
        {
            lock (_drawing)
                _remarks[run.Id] = $"failed: {failure.Message}";
        }
        finally
        {
            places.Release();
        }

        progress?.Report(Draw().Single(row => row.Run.Id == run.Id));
    }

    private StudyRow[] Draw()
    {
        lock (_drawing)
        {
            StudyRow[] rows = [.. plan.Runs.Select(run => new StudyRow(run, study.ReadResult(plan, run), _remarks.GetValueOrDefault(run.Id)))];
            StudyOutputs.Write(study, plan, rows);
            return rows;
        }
    }
}
