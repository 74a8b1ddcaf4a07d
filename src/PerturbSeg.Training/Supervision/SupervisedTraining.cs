using System.Diagnostics;
using PerturbSeg.Torch;
using PerturbSeg.Training.PackedSets;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.Supervision;

/// <summary>
/// Trains with the monitors read on the way: an attempt whose split stays degenerate is given up before its time is spent, and the next
/// one has a <see cref="Remedy"/>. It goes back to the last checkpoint whose split had settled, or begins anew with another seed where there is none.
/// Where none comes out right, the one with the best score without labels is kept.
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
    /// <returns>The attempts of this call; the one whose files the run folder holds comes last.</returns>
    /// <exception cref="TrainingDivergedException">Losses of an attempt were not finite once more after three rollbacks.</exception>
    public IReadOnlyList<Attempt> Run(RunFolder run, TrainingBudget budget, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(budget);
        options.Validate();
        var clock = Stopwatch.StartNew();
        var log = new DecisionLog(_folders.LogPath);
        var attempts = new List<Attempt>();
        for (int number = _folders.Count + 1; ; number++)
        {
            Attempt attempt = Train(run, number, budget, clock, progress, cancellation);
            attempts.Add(attempt);
            if (!attempt.Lost || number >= options.Attempts || cancellation.IsCancellationRequested)
                break;
            string? sound = SoundCheckpoint(attempt);
            if (sound is null && TimeLeft() < options.LeastTimeShare)
                break;
            TrainingOptions next = Remedy.For(attempt.Options, attempt.Result.Figures.Degeneracies);
            if (sound is null)
                next = next with { Seed = next.Seed + 1 };
            log.GaveUp(attempt, next, sound is null ? null : RunFolder.KimgOf(sound));
            _folders.PutAside(number);
            run = RunFolder.Create(runPath, run.Configuration with
            {
                Options = next,
                WentBackTo = sound is null ? null : AttemptFolders.PathInRun(number, sound),
                Began = DateTime.UtcNow,
            });
        }

        if (attempts.Count > 1)
            KeepBest(attempts, log, cancellation);
        return attempts;

        double TimeLeft() => budget.Time is { } time ? (time > TimeSpan.Zero ? 1 - (clock.Elapsed / time) : 0) : 1;
    }

    // Not the one that the attempt itself began with: from there it was lost once.
    private string? SoundCheckpoint(Attempt lost)
        => lost.Result.SoundCheckpoint is { } sound && RunFolder.KimgOf(sound) is var kimg
            && kimg * 1000 >= options.ProbationImages && !(kimg <= lost.BackTo)
            ? sound
            : null;

    private Attempt Train(
        RunFolder run, int number, TrainingBudget budget, Stopwatch clock, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        using Trainer trainer = Trainer.Resume(set, run, device, cadence, group);
        int degenerate = 0;
        long seen = trainer.ImagesSeen;
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
                return new Attempt(
                    number,
                    run.Configuration.Options,
                    result,
                    Lost: seen >= options.ProbationImages && degenerate > 0,
                    run.Configuration.WentBackTo is { } from ? RunFolder.KimgOf(from) : null);
            }
        }
    }

    // An attempt that came out right needs no judge.
    private void KeepBest(List<Attempt> attempts, DecisionLog log, CancellationToken cancellation)
    {
        if (attempts[^1].Lost && Score(attempts, cancellation))
        {
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
            {
                string path = i == attempts.Count - 1 ? runPath : _folders.PathOf(attempts[i].Number);
                attempts[i] = attempts[i] with { Score = judge.Judge(RunFolder.Open(path), cancellation).SelfAgreement };
            }

            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
