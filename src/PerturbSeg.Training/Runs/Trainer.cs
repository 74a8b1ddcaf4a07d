using System.Diagnostics;
using System.Globalization;
using PerturbSeg.Imaging;
using PerturbSeg.Torch;
using PerturbSeg.Training.Logs;
using PerturbSeg.Training.PackedSets;
using PerturbSeg.Training.Scenes;

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
    private TrainingState _state;
    private TrainingStep _step;
    private BatchSource _photos;
    private ScalarLogs _logs;
    private string _lastCheckpoint = string.Empty;
    private string _lastSample = string.Empty;

    private Trainer(PackedSetMixture set, RunFolder run, TrainingState state, double lastPenalty, TrainingCadence cadence, bool resumed)
    {
        ImagingLibrary.Require(); // sample sheets are PNG files
        _set = set;
        _run = run;
        _cadence = cadence;
        _state = state;
        _step = new TrainingStep(state) { LastPenalty = lastPenalty };
        _monitor = new DegeneracyMonitor(state.Options, state.Device);
        _photos = OpenPhotos();
        _logs = resumed ? ScalarLogs.Resume(run.FolderPath, state.ImagesSeen) : ScalarLogs.Start(run.FolderPath);
    }

    /// <summary>Photos shown since the run began.</summary>
    public long ImagesSeen => _state.ImagesSeen;

    /// <summary>Begins a run: its first checkpoint is written at once, so that there always is one to go back to.</summary>
    /// <param name="set">The photos; borrowed.</param>
    /// <param name="run">A fresh run folder.</param>
    /// <param name="device">Where to train.</param>
    /// <param name="cadence">How often to log, sample and save.</param>
    public static Trainer Start(PackedSetMixture set, RunFolder run, Device device, TrainingCadence cadence)
    {
        ArgumentNullException.ThrowIfNull(run);
        var trainer = new Trainer(set, run, new TrainingState(run.Configuration.Options, device), 0, cadence, resumed: false);
        try
        {
            trainer.Save();
            return trainer;
        }
        catch
        {
            trainer.Dispose();
            throw;
        }
    }

    /// <summary>Goes on with a run from its newest checkpoint, or from the beginning where it ended before it had one.</summary>
    /// <param name="set">The same photos; borrowed.</param>
    /// <param name="run">The run folder.</param>
    /// <param name="device">Where to train.</param>
    /// <param name="cadence">How often to log, sample and save.</param>
    /// <exception cref="UserErrorException">The checkpoint cannot be read.</exception>
    public static Trainer Resume(PackedSetMixture set, RunFolder run, Device device, TrainingCadence cadence)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (!run.HasCheckpoint && run.Configuration.ImportedFrom is { } file)
            throw new UserErrorException($"The run '{run.FolderPath}' lacks what was to be imported from {file}: delete the folder and import again.");
        if (!run.HasCheckpoint && run.HasGenerator)
            throw new UserErrorException($"'{run.FolderPath}' was made small by export --model, and cannot be trained on: name the run that it was made from.");
        if (!run.HasCheckpoint)
            return Start(set, run, device, cadence);
        string path = run.LatestCheckpoint();
        var pending = new ScalarMeans();
        TrainingState state = Checkpoint.Load(path, device, pending, out double lastPenalty);
        var trainer = new Trainer(set, run, state, lastPenalty, cadence, resumed: true) { _lastCheckpoint = path };
        trainer._pending.Restore(pending.Sums, pending.Steps);
        return trainer;
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
        long images = 0;
        string note = string.Empty;
        StepScalars scalars = default;
        do
        {
            while (!IsOver())
            {
                using (Batch batch = NextPhotos())
                    scalars = _step.Run(batch.Pixels, batch.Masks);
                images += _state.LastBatch;
                bool saves = _cadence.IsCheckpointStep(_state);
                if (!scalars.IsFinite || (saves && !_state.IsFinite()))
                {
                    RollBack(scalars);
                    continue;
                }

                _pending.Add(scalars);
                if (_cadence.IsLogStep(_state))
                    note = Log();
                if (_cadence.IsSampleStep(_state))
                    Watch();
                if (saves)
                    Save();
                progress?.Report(Progress(budget, clock.Elapsed, images, note));
            }
        }
        while (!SaveLast(scalars));

        // Not kept for the log: a run that goes on after this writes what it would have written without stopping.
        DegeneracyFigures figures = Sample();
        return new TrainingResult(
            _state.ImagesSeen,
            images / clock.Elapsed.TotalSeconds,
            cancellation.IsCancellationRequested,
            _state.Rollbacks,
            figures,
            _lastCheckpoint,
            _lastSample);

        bool IsOver() => _state.ImagesSeen >= Math.Min(budget.Images, budget.PauseAt) || clock.Elapsed >= budget.Time || cancellation.IsCancellationRequested;
    }

    /// <summary>Frees the networks and closes the logs.</summary>
    public void Dispose()
    {
        _photos.Dispose();
        _logs.Dispose();
        _monitor.Dispose();
        _state.Dispose();
    }

    // Where time is the budget, the images to come are estimated from the rate so far.
    private WorkProgress Progress(TrainingBudget budget, TimeSpan elapsed, long images, string note)
    {
        long goal = budget.Images;
        if (budget.Time is { } time && elapsed > TimeSpan.Zero)
        {
            double rate = images / elapsed.TotalSeconds;
            goal = Math.Min(goal, _state.ImagesSeen + (long)(rate * (time - elapsed).TotalSeconds));
        }

        return new WorkProgress(_state.ImagesSeen, goal == long.MaxValue ? 0 : Math.Max(goal, _state.ImagesSeen), note);
    }

    private string Log()
    {
        StepScalars means = _pending.Take();
        DegeneracyFigures? figures = _state.Figures;
        _logs.Append(new TrainingScalars(_state.ImagesSeen, [.. means.Values, .. figures?.Values ?? []]));
        string degenerate = figures is { Verdicts.Count: > 0 } ? $", degenerate: {figures.Verdicts[0]}" : string.Empty;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"D {means.DiscriminatorLoss:0.00} G {means.GeneratorLoss:0.00} coverage {means.Coverage:0.00} binary {means.BinaryLoss:0.00}{degenerate}");
    }

    // Schedules may wait for the split to settle: from two good readings in a row on it has.
    private void Watch()
    {
        DegeneracyFigures? before = _state.Figures;
        DegeneracyFigures now = Sample();
        _state.Figures = now;
        if (_state.SettledAt is null && before?.IsSettled == true && now.IsSettled)
            _state.SettledAt = _state.ImagesSeen;
    }

    private DegeneracyFigures Sample()
    {
        using var scope = new TensorScope();
        Layers scenes = _monitor.PaintFixedScenes(_state.AverageGenerator);
        _lastSample = _run.SamplePath(_state.ImagesSeen);
        SampleSheet.Draw(scenes).SavePng(_lastSample);
        return DegeneracyMonitor.Measure(scenes);
    }

    // False where the last step spoilt the weights: training is back at the checkpoint before, and may have time to go on.
    private bool SaveLast(StepScalars scalars)
    {
        if (_lastCheckpoint == _run.CheckpointPath(_state.ImagesSeen))
            return true;
        bool sound = _state.IsFinite();
        if (sound)
            Save();
        else
            RollBack(scalars);
        return sound;
    }

    private void Save()
    {
        string path = _run.CheckpointPath(_state.ImagesSeen);
        Checkpoint.Save(path, _state, _step, _pending);
        _lastCheckpoint = path;
        _run.PruneCheckpoints();
    }

    private void RollBack(StepScalars seen)
    {
        int rollbacks = _state.Rollbacks + 1;
        double factor = _state.RateFactor;
        string losses = string.Join(", ", seen.Values.Select(value => string.Create(CultureInfo.InvariantCulture, $"{value.Name} {value.Value:0.###}")));
        if (rollbacks > MostRollbacks)
        {
            string weights = seen.IsFinite ? ", and weights that are not finite" : string.Empty;
            throw new TrainingDivergedException(
                $"Training diverged at {_state.ImagesSeen / 1000.0:0.0} kimg a fourth time, at {factor} of its learning rate: {losses}{weights}. Its last checkpoint is {_lastCheckpoint}.");
        }

        _photos.Dispose();
        _logs.Dispose();
        _state.Dispose();
        _state = Checkpoint.Load(_lastCheckpoint, _state.Device, _pending, out double lastPenalty);
        _state.Rollbacks = rollbacks;
        _state.RateFactor = factor * RollbackRate;
        _step = new TrainingStep(_state) { LastPenalty = lastPenalty };
        _photos = OpenPhotos();
        _logs = ScalarLogs.Resume(_run.FolderPath, _state.ImagesSeen);
        Save(); // a run that is stopped now goes on with the smaller rate, too
    }

    // A network that grows may take more or fewer photos from here on.
    private Batch NextPhotos()
    {
        if (_photos.BatchSize != _state.NextBatch)
        {
            _photos.Dispose();
            _photos = OpenPhotos();
        }

        return _photos.Next(CancellationToken.None);
    }

    private BatchSource OpenPhotos() => new(_set, new BatchOptions
    {
        BatchSize = _state.NextBatch,
        Seed = _state.Options.Seed,
        Mirror = _state.Options.PhotoMirror,
        Masks = _state.Options.Network.JudgesMasks,
        FirstImage = _state.ImagesSeen,
    });
}
