using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using PerturbSeg.Files;
using PerturbSeg.Torch;
using PerturbSeg.Training.Fitting;
using PerturbSeg.Training.PackedSets;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.Supervision;

/// <summary>
/// Finds η, the smallest share of the image that an object may take, where nobody gives it: each candidate is trained for a while, and the
/// one goes on whose masks of photos agree with themselves most above chance. With an η far below the share of the objects a piece of them poses as the object, far above it a
/// rim of surroundings comes along. Ours.
/// </summary>
/// <remarks>
/// Candidates are run folders in <c>min-mask</c> in the run folder; the best becomes the run, the others are deleted. A search that was ended goes on
/// where it was.
/// </remarks>
/// <param name="set">The photos; borrowed.</param>
/// <param name="run">A run that has no checkpoint; what it says of η does not count.</param>
/// <param name="device">Where to train.</param>
/// <param name="cadence">How often to log, sample and save.</param>
/// <param name="judge">Says how good a split is.</param>
/// <param name="group">Other ranks that train with this one; null for none.</param>
public sealed class MinMaskSearch(
    PackedSetMixture set, RunFolder run, Device device, TrainingCadence cadence, ISplitJudge judge, ReplicaGroup? group = null)
{
    // Of the time of a training, the search takes so much at most.
    private const double LargestTimeShare = 0.5;

    /// <summary>What is tried, the most usual first: where time is short, the last are left out.</summary>
    public static IReadOnlyList<double> Candidates { get; } = [0.25, 0.13, 0.4];

    /// <summary>Photos shown to each candidate: splits have settled by then (<see cref="SupervisionOptions.ProbationImages"/>).</summary>
    public long Images { get; init; } = new SupervisionOptions().ProbationImages;

    private string Folder => FolderIn(run.FolderPath);

    /// <summary>Whether a search that was ended can go on.</summary>
    /// <param name="run">The run folder.</param>
    public static bool IsUnderWay(RunFolder run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return Directory.Exists(FolderIn(run.FolderPath));
    }

    /// <summary>Begins a search, so that one that is killed before its first candidate is gone on with.</summary>
    /// <param name="run">The run folder.</param>
    public static void Begin(RunFolder run)
    {
        ArgumentNullException.ThrowIfNull(run);
        Directory.CreateDirectory(FolderIn(run.FolderPath));
    }

    /// <summary>Removes what a killed process left of a search that had chosen.</summary>
    /// <param name="runPath">The run folder; need not exist.</param>
    public static void RemoveDone(string runPath)
    {
        if (Directory.Exists(DoneIn(runPath)))
            Directory.Delete(DoneIn(runPath), recursive: true);
    }

    /// <summary>Tries the candidates.</summary>
    /// <param name="time">Time for the whole training; once the first candidate is trained, the search takes about half of it at most. Null is no limit.</param>
    /// <param name="progress">Receives images done of the present candidate, and the latest figures.</param>
    /// <param name="cancellation">Asks to stop after the present step; the candidates stay, to go on with.</param>
    /// <returns>What was found; the run folder is that of its η then, unless the search was ended.</returns>
    /// <exception cref="TrainingDivergedException">Losses of every candidate were not finite once more after three rollbacks.</exception>
    public MinMaskChoice Run(TimeSpan? time, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var tried = new List<MinMaskTrial>();
        TimeSpan longest = TimeSpan.Zero;
        foreach (double minMask in Candidates)
        {
            TimeSpan began = clock.Elapsed;
            PhotoConsistency? known = JudgedBefore(minMask);
            if (tried.Count > 0 && known is null && began + longest > time * LargestTimeShare)
                break;
            MinMaskTrial trial;
            try
            {
                trial = Train(minMask, (tried.Count == 0 ? time : time * LargestTimeShare) - began, progress, cancellation);
            }
            catch (TrainingDivergedException) when (tried.Count > 0 || minMask != Candidates[^1])
            {
                continue; // one that cannot be trained is no choice
            }

            if (known is not null)
                trial = trial with { Consistency = known };
            else if (!cancellation.IsCancellationRequested && !(clock.Elapsed >= time) && (tried.Count == 0 || trial.Result.ImagesSeen >= Images))
                trial = trial with { Consistency = Judge(minMask, isWhole: trial.Result.ImagesSeen >= Images, cancellation) };
            tried.Add(trial);
            if (cancellation.IsCancellationRequested)
                return new MinMaskChoice(tried, Ended: true);
            longest = Max(longest, clock.Elapsed - began);
        }

        var choice = new MinMaskChoice(tried, Ended: false);
        Keep(choice);
        return choice;
    }

    private MinMaskTrial Train(double minMask, TimeSpan? time, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        string path = PathOf(minMask);
        RunFolder candidate = RunFolder.IsIn(path)
            ? RunFolder.Open(path)
            : RunFolder.Create(path, run.Configuration with { Options = run.Configuration.Options with { MinMask = minMask } });
        using Trainer trainer = Trainer.Resume(set, candidate, device, cadence, group);
        return new MinMaskTrial(minMask, trainer.Run(new TrainingBudget(Images, time), progress, cancellation));
    }

    private PhotoConsistency? Judge(double minMask, bool isWhole, CancellationToken cancellation)
    {
        try
        {
            PhotoConsistency judged = judge.Judge(RunFolder.Open(PathOf(minMask)), cancellation);
            if (isWhole) // another call trains a shorter one on
                AtomicFile.WriteText(JudgementOf(minMask), JsonSerializer.Serialize(judged, TrainingJson.Options) + "\n");
            return judged;
        }
        catch (Exception problem) when (problem is OperationCanceledException or FitDivergedException)
        {
            return null;
        }
    }

    // What an earlier call found of a candidate that it had trained; null where there is nothing, or nothing that can be read.
    private PhotoConsistency? JudgedBefore(double minMask)
    {
        try
        {
            return File.Exists(JudgementOf(minMask)) ? JsonSerializer.Deserialize<PhotoConsistency>(File.ReadAllText(JudgementOf(minMask)), TrainingJson.Options) : null;
        }
        catch (Exception broken) when (broken is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private void Keep(MinMaskChoice choice)
    {
        File.Delete(JudgementOf(choice.Best.MinMask));
        // Files come last, and with them the one that makes a folder a run: where this is ended half-way, the search can still go on.
        foreach (string entry in Directory.GetFileSystemEntries(PathOf(choice.Best.MinMask)).OrderBy(File.Exists).ThenBy(RunFolder.IsConfiguration))
        {
            string to = Path.Combine(run.FolderPath, Path.GetFileName(entry));
            if (File.Exists(entry))
            {
                File.Move(entry, to, overwrite: true);
                continue;
            }

            if (Directory.Exists(to)) // of a search that was ended in just this
                Directory.Delete(to, recursive: true);
            Directory.Move(entry, to);
        }

        Directory.Move(Folder, DoneIn(run.FolderPath)); // at once: what is half deleted would be a search to go on with
        new DecisionLog(new AttemptFolders(run.FolderPath).LogPath).ChoseMinMask(choice);
        RemoveDone(run.FolderPath);
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private string JudgementOf(double minMask) => Path.Combine(PathOf(minMask), "judged.json");

    private string PathOf(double minMask) => Path.Combine(Folder, minMask.ToString(CultureInfo.InvariantCulture));

    private static string DoneIn(string runPath) => $"{FolderIn(runPath)}.done";

    private static string FolderIn(string runPath) => Path.Combine(runPath, RunFolder.SearchFolder);
}
