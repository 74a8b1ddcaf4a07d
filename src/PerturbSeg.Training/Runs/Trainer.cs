using System.Diagnostics;
using System.Globalization;
using PerturbSeg.Imaging;
using PerturbSeg.Torch;
using PerturbSeg.Training.Logs;
using PerturbSeg.Training.PackedSets;
using PerturbSeg.Training.Scenes;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.Runs;

/// <summary>
/// Trains a run folder: steps, logs, sample sheets, checkpoints; goes back to the last checkpoint with a smaller learning rate when a
/// loss, or a weight that is to be saved, is not finite, at most three times.
/// </summary>
public sealed class Trainer : IDisposable
{
    private const int MostRollbacks = 3;
    private const double RollbackRate = 0.5;
    private readonly PackedSetMixture _set;
    private readonly RunFolder _run;
    private readonly TrainingCadence _cadence;
    private readonly DegeneracyMonitor _monitor;
    private readonly ScalarMeans _pending = new();
    private readonly ReplicaGroup _group;
    private Replica _replica;
    private ScalarLogs _logs;
    private string _lastCheckpoint = string.Empty;
    private string _lastSample = string.Empty;
    private long _watchedAt = -1;
    private readonly Stopwatch _clock = new(); // runs while this trains, from one pause to the next
    private long _images; // shown meanwhile
    private string? _note; // the latest figures

    private Trainer(
        PackedSetMixture set, RunFolder run, TrainingState state, double lastPenalty, TrainingCadence cadence, ReplicaGroup? group, bool resumed)
    {
        ImagingLibrary.Require(); // sample sheets are PNG files
        _set = set;
        _run = run;
        _cadence = cadence;
        _group = group ?? ReplicaGroup.Alone;
        _replica = new Replica(set, state, lastPenalty, _group.Share);
        _monitor = new DegeneracyMonitor(state.Options, state.Device);
        try
        {
            _logs = resumed ? ScalarLogs.Resume(run.FolderPath, state.ImagesSeen) : ScalarLogs.Start(run.FolderPath);
        }
        catch
        {
            _replica.Dispose(); // photos are being read already
            _monitor.Dispose();
            throw;
        }
    }

    private TrainingState State => _replica.State;

    /// <summary>Photos shown since the run began.</summary>
    public long ImagesSeen => State.ImagesSeen;

    /// <summary>What the monitors measured last; null before they did.</summary>
    public DegeneracyFigures? Figures => State.Figures;

    /// <summary>Begins a run: its first checkpoint is written at once, so that there always is one to go back to.</summary>
    /// <param name="set">The photos; borrowed.</param>
    /// <param name="run">A fresh run folder.</param>
    /// <param name="device">Where to train.</param>
    /// <param name="cadence">How often to log, sample and save.</param>
    /// <param name="group">Other ranks that train with this one; null for none.</param>
    public static Trainer Start(PackedSetMixture set, RunFolder run, Device device, TrainingCadence cadence, ReplicaGroup? group = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        group?.Require(run.Configuration.Options);
        var trainer = new Trainer(set, run, new TrainingState(run.Configuration.Options, device), 0, cadence, group, resumed: false);
        try
        {
            trainer.Save();
            trainer._group.Load(trainer._lastCheckpoint, trainer._replica);
            return trainer;
        }
        catch
        {
            trainer.Dispose();
            throw;
        }
    }

    /// <summary>Goes on with a run from its newest checkpoint, or from its beginning where it has none yet: that is where <see cref="FirstCheckpoint"/> has it.</summary>
    /// <param name="set">The same photos; borrowed.</param>
    /// <param name="run">The run folder.</param>
    /// <param name="device">Where to train.</param>
    /// <param name="cadence">How often to log, sample and save.</param>
    /// <param name="group">Other ranks that train with this one, as many as before or not; null for none.</param>
    /// <exception cref="UserErrorException">The checkpoint cannot be read, or the ranks cannot share its batches.</exception>
    public static Trainer Resume(PackedSetMixture set, RunFolder run, Device device, TrainingCadence cadence, ReplicaGroup? group = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (!run.HasCheckpoint && run.HasGenerator)
            throw new UserErrorException($"'{run.FolderPath}' was made small by export --model, and cannot be trained on: name the run that it was made from.");
        if (!run.HasCheckpoint && run.Configuration.ImportedFrom is { } file)
            throw new UserErrorException($"The run '{run.FolderPath}' lacks what was to be imported from {file}: delete the folder and import again.");
        if (!run.HasCheckpoint && !FirstCheckpoint.Write(run, device))
            return Start(set, run, device, cadence, group);
        group?.Require(run.Configuration.Options);
        string path = run.LatestCheckpoint();
        var pending = new ScalarMeans();
        TrainingState state = Checkpoint.Load(path, device, pending, out double lastPenalty);
        var trainer = new Trainer(set, run, state, lastPenalty, cadence, group, resumed: true) { _lastCheckpoint = path };
        trainer._pending.Restore(pending.Sums, pending.Terms, pending.Steps);
        try
        {
            trainer._group.Load(path, trainer._replica);
            return trainer;
        }
        catch
        {
            trainer.Dispose();
            throw;
        }
    }

    /// <summary>Trains until the budget is spent or pauses, or the token is cancelled; all end with a checkpoint and a sample sheet.</summary>
    /// <param name="budget">When to end.</param>
    /// <param name="progress">Receives images done, of all, and the latest figures.</param>
    /// <param name="cancellation">Asks to stop after the present step.</param>
    /// <exception cref="TrainingDivergedException">Losses were not finite once more after three rollbacks.</exception>
    public TrainingResult Run(TrainingBudget budget, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(budget);
        var clock = Stopwatch.StartNew();
        _clock.Start();
        StepScalars scalars = default;
        do
        {
            while (!IsOver())
            {
                scalars = _group.TakeStep(_replica);
                _images += State.LastBatch;
                bool saves = _cadence.IsCheckpointStep(State);
                if (!scalars.IsFinite || (saves && !State.IsFinite()))
                {
                    RollBack(scalars);
                    continue;
                }

                _pending.Add(scalars);
                if (_cadence.IsSampleStep(State))
                    Watch(); // before the log, which has its figures
                if (_cadence.IsLogStep(State))
                    _note = Log();
                if (saves)
                    Save();
                progress?.Report(Progress(budget, clock.Elapsed));
            }
        }
        while (!SaveLast(scalars));

        // Not kept for the log: a run that goes on after this writes what it would have written without stopping.
        DegeneracyFigures figures = State.Figures is { } watched && _watchedAt == State.ImagesSeen ? watched : Sample();
        _clock.Stop();
        return new TrainingResult(
            State.ImagesSeen,
            _images / _clock.Elapsed.TotalSeconds,
            cancellation.IsCancellationRequested,
            State.Rollbacks,
            figures,
            _lastCheckpoint,
            _lastSample,
            State.SoundAt is { } sound && _run.CheckpointPath(sound) is var path && File.Exists(path) ? path : null);

        bool IsOver() => State.ImagesSeen >= Math.Min(budget.Images, budget.PauseAt) || clock.Elapsed >= budget.Time || cancellation.IsCancellationRequested;
    }

    /// <summary>Frees the networks and closes the logs.</summary>
    public void Dispose()
    {
        _replica.Dispose();
        _logs.Dispose();
        _monitor.Dispose();
    }

    // Where time is the budget, the images to come are estimated from the rate so far.
    private WorkProgress Progress(TrainingBudget budget, TimeSpan elapsed)
    {
        long goal = budget.Images;
        if (budget.Time is { } time)
        {
            double rate = _images / _clock.Elapsed.TotalSeconds;
            goal = Math.Min(goal, State.ImagesSeen + (long)(rate * (time - elapsed).TotalSeconds));
        }

        return new WorkProgress(State.ImagesSeen, goal == long.MaxValue ? 0 : Math.Max(goal, State.ImagesSeen), _note);
    }

    private string Log()
    {
        StepScalars means = _pending.Take();
        DegeneracyFigures? figures = State.Figures;
        _logs.Append(new TrainingScalars(State.ImagesSeen, [.. means.Values, .. figures?.Values ?? []]));
        string binary = means.Terms.FirstOrDefault(term => term.Name == LossTerms.BinaryName) is { Name: not null } term
            ? string.Create(CultureInfo.InvariantCulture, $" binary {term.Value:0.00}")
            : string.Empty;
        string degenerate = figures is { Verdicts.Count: > 0 } ? $", degenerate: {figures.Verdicts[0]}" : string.Empty;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"D {means.DiscriminatorLoss:0.00} G {means.GeneratorLoss:0.00} coverage {means.Coverage:0.00}{binary}{degenerate}");
    }

    // Schedules may wait for the split to settle: from two good readings in a row on it has.
    private void Watch()
    {
        DegeneracyFigures? before = State.Figures;
        DegeneracyFigures now = Sample();
        (State.Figures, _watchedAt) = (now, State.ImagesSeen);
        if (State.SettledAt is null && before?.IsSettled == true && now.IsSettled)
            State.SettledAt = State.ImagesSeen;
    }

    private DegeneracyFigures Sample()
    {
        using var scope = new TensorScope();
        Layers scenes = _monitor.PaintFixedScenes(State.AverageGenerator);
        _lastSample = _run.SamplePath(State.ImagesSeen);
        SampleSheet.Draw(scenes).SavePng(_lastSample);
        return DegeneracyMonitor.Measure(scenes);
    }

    // False where the last step spoilt the weights: training is back at the checkpoint before, and may have time to go on.
    private bool SaveLast(StepScalars scalars)
    {
        if (_lastCheckpoint == _run.CheckpointPath(State.ImagesSeen))
            return true;
        bool sound = State.IsFinite();
        if (sound)
            Save();
        else
            RollBack(scalars);
        return sound;
    }

    private void Save()
    {
        if (_watchedAt == State.ImagesSeen && State.SettledAt is not null && State.Figures is { IsSettled: true })
            State.SoundAt = State.ImagesSeen;
        string path = _run.CheckpointPath(State.ImagesSeen);
        Checkpoint.Save(path, State, _replica.Step, _pending);
        _lastCheckpoint = path;
        _run.PruneCheckpoints(State.SoundAt);
    }

    private void RollBack(StepScalars seen)
    {
        int rollbacks = State.Rollbacks + 1;
        double factor = State.RateFactor;
        string losses = string.Join(", ", seen.Values.Select(value => string.Create(CultureInfo.InvariantCulture, $"{value.Name} {value.Value:0.###}")));
        if (rollbacks > MostRollbacks)
        {
            string weights = seen.IsFinite ? ", and weights that are not finite" : string.Empty;
            throw new TrainingDivergedException(
                $"Training diverged at {State.ImagesSeen / 1000.0:0.0} kimg a fourth time, at {factor} of its learning rate: {losses}{weights}. Its last checkpoint is {_lastCheckpoint}. Begin another run with --set learning_rate*=0.5.");
        }

        Device device = State.Device;
        _replica.Dispose();
        _logs.Dispose();
        TrainingState before = Checkpoint.Load(_lastCheckpoint, device, _pending, out double lastPenalty);
        before.Rollbacks = rollbacks;
        before.RateFactor = factor * RollbackRate;
        _replica = new Replica(_set, before, lastPenalty, _group.Share);
        _logs = ScalarLogs.Resume(_run.FolderPath, State.ImagesSeen);
        Save(); // a run that is stopped now goes on with the smaller rate, too
        _group.Load(_lastCheckpoint, _replica);
    }
}
