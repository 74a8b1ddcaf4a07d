using System.Diagnostics;
using PerturbSeg.Torch;
using PerturbSeg.Training.Fitting;
using PerturbSeg.Training.PackedSets;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.Supervision;

/// <summary>
/// Trains with the monitors read on the way: an attempt whose split stays degenerate is given up before its time is spent, and the next
/// one has a <see cref="Remedy"/>. It goes back to the last checkpoint whose split was right, or begins anew with another seed where there is none.
/// Where none comes out right, the run is the last such checkpoint, or else the attempt with the best score without labels.
/// </summary>
/// <param name="set">The photos; borrowed.</param>
/// <param name="runPath">The run folder, begun or not.</param>
/// <param name="options">How to watch.</param>
/// <param name="device">Where to train.</param>
/// <param name="cadence">How often to log, sample and save.</param>
/// <param name="judge">Chooses among lost attempts.</param>
/// <param name="group">Other ranks that train with this one; null for none.</param>
public sealed class SupervisedTraining(
    PackedSetMixture set, string runPath, SupervisionOptions options, Device device, TrainingCadence cadence, ISplitJudge judge, ReplicaGroup? group = null)
{
    private readonly AttemptFolders _folders = new(runPath);

    /// <summary>Trains the run of the folder, and attempts after it, until one is right or the budget is spent.</summary>
    /// <param name="run">The run folder, at its beginning or at any checkpoint.</param>
    /// <param name="budget">Photos of each attempt; time of this call, all attempts together.</param>
    /// <param name="progress">Receives images done of the present attempt, of all, and the latest figures.</param>
    /// <param name="cancellation">Asks to stop after the present step.</param>
    /// <returns>The attempts, with those that earlier calls gave up where there may be several; the one whose files the run folder holds comes last.</returns>
    /// <exception cref="TrainingDivergedException">Losses of an attempt were not finite once more after three rollbacks.</exception>
    public IReadOnlyList<Attempt> Run(RunFolder run, TrainingBudget budget, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(budget);
        options.Validate();
        var clock = Stopwatch.StartNew();
        var log = new DecisionLog(_folders.LogPath);
        List<Attempt> attempts = [.. options.Attempts > 1 ? _folders.Earlier : [], Train(run, budget, clock, progress, cancellation)];
        while (attempts[^1].Lost && !cancellation.IsCancellationRequested && _folders.Count + 1 < options.Attempts && NextAfter(attempts[^1], run, MayBeginAnew()) is { } next)
            Begin(next, budget);
        if (cancellation.IsCancellationRequested)
            return attempts; // whoever goes on decides
        if (!IsRight() && options.Attempts > 1 && LastSound(attempts) is { } right)
            Begin(right, new TrainingBudget(Images: 0));
        if (attempts.Count > 1 && (!IsRight() || log.EndsGivenUp))
            KeepBest(attempts, IsRight(), log, cancellation);
        return attempts;

        bool IsRight() => attempts[^1] is { Lost: false } last && last.Result.ImagesSeen >= options.ProbationImages;

        // Once more only where it may come to be judged.
        bool MayBeginAnew()
        {
            if (budget.Time is not { } time)
                return budget.Images >= options.ProbationImages;
            double images = (time - clock.Elapsed).TotalSeconds * attempts[^1].Result.ImagesPerSecond; // 0 where nobody knows how fast it is
            return budget.Images >= options.ProbationImages && time > TimeSpan.Zero && 1 - (clock.Elapsed / time) >= options.LeastTimeShare
                && (images <= 0 || images >= options.ProbationImages);
        }

        void Begin(Beginning beginning, TrainingBudget limit)
        {
            Attempt lost = attempts[^1];
            RunConfiguration configuration = run.Configuration with { Options = beginning.Options, WentBackToKimg = beginning.Kimg, Began = DateTime.UtcNow };
            run = _folders.Replace(lost.Number, configuration, begun => Prepare(begun, beginning.Checkpoint));
            log.GaveUp(lost, beginning.Options, beginning.Kimg);
            attempts.Add(Train(run, limit, clock, progress, cancellation));
        }
    }

    // Back to where it was right, but not to where it began itself: from there it was lost once. The same settings would lose it in the same way.
    private Beginning? NextAfter(Attempt lost, RunFolder run, bool mayBeginAnew)
    {
        TrainingOptions mended = Remedy.For(lost.Options, lost.Result.Figures.Degeneracies);
        if (Sound(lost) is { } sound && RunFolder.KimgOf(sound) != lost.BackTo && mended != lost.Options)
            return new Beginning(mended, sound);
        return mayBeginAnew && run.Configuration.ImportedFrom is null
            ? new Beginning(mended with { Seed = mended.Seed + 1 }, Checkpoint: null)
            : null;
    }

    private Beginning? LastSound(List<Attempt> attempts)
        => attempts.FindLastIndex(attempt => Sound(attempt) is not null) is >= 0 and int last
            ? new Beginning(attempts[last].Options, Path.Combine(RunFolder.CheckpointsIn(FolderOf(attempts, last)), Path.GetFileName(Sound(attempts[last])!)))
            : null;

    // The last one is the present one.
    private string FolderOf(List<Attempt> attempts, int index) => index == attempts.Count - 1 ? runPath : _folders.PathOf(attempts[index].Number);

    // Until a split has been on probation nothing is known of it.
    private string? Sound(Attempt attempt)
        => attempt.Result.SoundCheckpoint is { } sound && RunFolder.KimgOf(sound) * 1000 >= options.ProbationImages ? sound : null;

    private void Prepare(RunFolder begun, string? checkpoint)
    {
        if (checkpoint is null)
            FirstCheckpoint.Write(begun, device);
        else
            FirstCheckpoint.GoBack(begun, checkpoint, device);
    }

    private Attempt Train(RunFolder run, TrainingBudget budget, Stopwatch clock, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        using Trainer trainer = Trainer.Resume(set, run, device, cadence, group);
        long seen = trainer.ImagesSeen;
        int degenerate = seen >= options.ProbationImages && trainer.Figures is { Degeneracies.Count: > 0 } ? 1 : 0; // a call before this one saw that, and ended
        while (true)
        {
            long pause = options.Attempts == 1 ? long.MaxValue : options.NextCheck(seen);
            TrainingResult result = trainer.Run(
                budget with { Time = budget.Time - clock.Elapsed, PauseAt = pause }, progress, cancellation);
            seen = result.ImagesSeen;
            degenerate = result.Figures.Degeneracies.Count == 0 ? 0 : degenerate + 1;
            bool over = result.Stopped || seen >= budget.Images || seen < pause;
            if (over || degenerate >= options.Patience)
            {
                bool lost = seen >= options.ProbationImages && degenerate > 0;
                return new Attempt(_folders.Next, run.Configuration.Options, result, lost, run.Configuration.WentBackToKimg);
            }
        }
    }

    // An attempt that came out right needs no judge.
    private void KeepBest(List<Attempt> attempts, bool isRight, DecisionLog log, CancellationToken cancellation)
    {
        if (!isRight)
        {
            if (!Score(attempts, cancellation))
                return;
            int present = attempts[^1].Number;
            Attempt best = attempts.MaxBy(attempt => attempt.Score)!;
            if (best.Number != present)
            {
                _folders.PutAside(present);
                _folders.BringBack(best.Number);
                attempts.Remove(best);
                attempts.Add(best);
            }
        }

        log.Kept(attempts[^1], attempts);
    }

    // False where it was asked to stop before all had a score.
    private bool Score(List<Attempt> attempts, CancellationToken cancellation)
    {
        try
        {
            for (int i = 0; i < attempts.Count; i++)
                attempts[i] = attempts[i] with { Score = Judge(RunFolder.Open(FolderOf(attempts, i)), cancellation) };
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private double Judge(RunFolder run, CancellationToken cancellation)
    {
        try
        {
            return judge.Judge(run, cancellation).SelfAgreement;
        }
        catch (Exception unfit) when (unfit is FitDivergedException || (unfit is UserErrorException && run.Configuration.Options.Growing is not null))
        {
            return 0; // what nothing can be fitted to, also since it has not grown yet
        }
    }
}
