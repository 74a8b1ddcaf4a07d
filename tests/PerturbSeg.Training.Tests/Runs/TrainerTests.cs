using System.Text.Json;
using PerturbSeg.Tests.Shared;
using PerturbSeg.Torch;
using PerturbSeg.Torch.Safetensors;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.Logs;
using PerturbSeg.Training.PackedSets;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.Tests.Runs;

public sealed class TrainerTests : IDisposable
{
    private const long Images = 12 * TinyTraining.BatchSize;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(ScalarType.Float32, 5)]
    [InlineData(ScalarType.BFloat16, 7)]
    [InlineData(ScalarType.Float32, 8)]
    public void Stopped_between_two_logs_and_resumed_a_run_writes_the_same_lines_and_checkpoint(ScalarType precision, int stopAfter)
    {
        TrainingOptions options = TinyTraining.Options with { Precision = precision };
        using PackedSetMixture set = TinyTraining.OpenSet(_folder);
        TrainingResult expected = Train(set, "straight", options, Images);

        using var stop = new CancellationTokenSource();
        int steps = 0;
        using (Trainer trainer = Trainer.Start(set, TinyTraining.CreateRun(_folder, "stopped", options), Device.Cpu, TinyTraining.Cadence))
        {
            TrainingResult stopped = trainer.Run(new TrainingBudget(Images), new TinyTraining.Reports(_ => CancelAt(++steps)), stop.Token);
            (stopped.Stopped, stopped.ImagesSeen).ShouldBe((true, stopAfter * TinyTraining.BatchSize));
        }

        TrainingResult resumed = Resume(set, "stopped", Images);
        (resumed.Stopped, resumed.ImagesSeen).ShouldBe((false, Images));
        resumed.Figures.ShouldBe(expected.Figures);
        Lines("stopped").Except(Lines("straight")).ShouldBeEmpty();
        Lines("stopped").Length.ShouldBe(Lines("straight").Length);
        File.ReadAllBytes(resumed.CheckpointPath).AsSpan().SequenceEqual(File.ReadAllBytes(expected.CheckpointPath)).ShouldBeTrue();
        File.ReadAllBytes(resumed.SamplePath).ShouldBe(File.ReadAllBytes(expected.SamplePath));

        void CancelAt(int step)
        {
            if (step == stopAfter)
                stop.Cancel();
        }
    }

    [Fact]
    public void A_run_leaves_its_settings_logs_samples_and_two_checkpoints()
    {
        using PackedSetMixture set = TinyTraining.OpenSet(_folder);
        TrainingResult result = Train(set, "run", TinyTraining.Options, Images);
        string[] files = [.. Directory.EnumerateFiles(_folder.At("run"), "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(_folder.At("run"), path))];
        files.Where(file => !file.StartsWith("events", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ShouldBe(
        [
            "checkpoints/kimg-000000.032.safetensors", "checkpoints/kimg-000000.048.safetensors", "config.json", "metrics.jsonl",
            "samples/kimg-000000.012.png", "samples/kimg-000000.024.png", "samples/kimg-000000.036.png", "samples/kimg-000000.048.png",
        ]);
        Lines("run").Length.ShouldBe(6);
        result.CheckpointPath.ShouldEndWith("kimg-000000.048.safetensors");
        result.Rollbacks.ShouldBe(0);
    }

    [Fact]
    public void A_line_of_the_log_has_the_reading_of_its_own_moment_and_progress_the_figures_from_one_pause_to_the_next()
    {
        using PackedSetMixture set = TinyTraining.OpenSet(_folder);
        var notes = new List<string?>();
        var cadence = new TrainingCadence(LogImages: 2 * TinyTraining.BatchSize, SampleImages: 2 * TinyTraining.BatchSize, CheckpointImages: 4 * TinyTraining.BatchSize);
        using Trainer trainer = Trainer.Start(set, TinyTraining.CreateRun(_folder, "run"), Device.Cpu, cadence);
        trainer.Run(new TrainingBudget(2 * TinyTraining.BatchSize), new TinyTraining.Reports(step => notes.Add(step.Note)), TestContext.Current.CancellationToken);
        notes.ShouldBe([null, notes[1]]);
        double logged = JsonElement.Parse(Lines("run")[^1]).GetProperty("monitor/coverage").GetDouble();
        logged.ShouldBe(trainer.Figures!.Coverage, 1e-6);
        TrainingResult result = trainer.Run(new TrainingBudget(3 * TinyTraining.BatchSize), new TinyTraining.Reports(step => notes.Add(step.Note)), TestContext.Current.CancellationToken);
        notes[2].ShouldBe(notes[1].ShouldNotBeNull());
        result.ImagesPerSecond.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_split_that_two_readings_find_right_has_settled_at_the_second_one_for_good()
    {
        using PackedSetMixture set = TinyTraining.OpenSet(_folder);
        SettledAt("decided", TinyTraining.Decided).ShouldBe(6 * TinyTraining.BatchSize);
        SettledAt("undecided", TinyTraining.Options with { BinaryWeight = 0 }).ShouldBeNull();

        long? SettledAt(string name, TrainingOptions options)
        {
            using TrainingState state = Checkpoint.Load(Train(set, name, options, Images).CheckpointPath, Device.Cpu, new ScalarMeans(), out _);
            return state.SettledAt;
        }
    }

    [Fact]
    public void The_last_checkpoint_whose_split_was_right_stays_beside_the_newest_two()
    {
        using PackedSetMixture set = TinyTraining.OpenSet(_folder);
        RunFolder run = TinyTraining.CreateRun(_folder, "run", TinyTraining.Still);
        Trainer.Start(set, run, Device.Cpu, TinyTraining.Cadence).Dispose();
        GoOn(12).SoundCheckpoint.ShouldBeNull(); // one good reading says little
        string sound = GoOn(24).CheckpointPath;
        TinyTraining.LoseSplit(run);
        TrainingResult lost = GoOn(40);
        lost.Figures.IsSettled.ShouldBeFalse();
        lost.SoundCheckpoint.ShouldBe(sound);
        Directory.GetFiles(_folder.At("run/checkpoints")).Select(Path.GetFileName).Order()
            .ShouldBe(["kimg-000000.024.safetensors", "kimg-000000.032.safetensors", "kimg-000000.040.safetensors"]);
        File.Delete(sound);
        GoOn(44).SoundCheckpoint.ShouldBeNull();

        TrainingResult GoOn(long images)
        {
            using Trainer trainer = Trainer.Resume(set, run, Device.Cpu, TinyTraining.Cadence);
            return trainer.Run(new TrainingBudget(images), null, CancellationToken.None);
        }
    }

    [Fact]
    public void A_budget_that_is_spent_already_takes_no_step()
    {
        using PackedSetMixture set = TinyTraining.OpenSet(_folder);
        using Trainer trainer = Trainer.Start(set, TinyTraining.CreateRun(_folder, "run"), Device.Cpu, TinyTraining.Cadence);
        TrainingResult result = trainer.Run(new TrainingBudget(Time: TimeSpan.Zero), null, CancellationToken.None);
        result.ImagesSeen.ShouldBe(0);
        File.Exists(result.CheckpointPath).ShouldBeTrue();
        File.Exists(result.SamplePath).ShouldBeTrue();
    }

    [Fact]
    public void Budgets_one_after_the_other_write_the_lines_of_one()
    {
        using PackedSetMixture set = TinyTraining.OpenSet(_folder);
        Train(set, "straight", TinyTraining.Options, Images);
        using (Trainer trainer = Trainer.Start(set, TinyTraining.CreateRun(_folder, "parts"), Device.Cpu, TinyTraining.Cadence))
        {
            foreach (long images in (long[])[Images / 4, Images / 3, Images])
                trainer.Run(new TrainingBudget(images), null, CancellationToken.None).ImagesSeen.ShouldBe(images);
        }

        Lines("parts").Except(Lines("straight")).ShouldBeEmpty();
        Lines("parts").Length.ShouldBe(Lines("straight").Length);
    }

    [Fact]
    public void A_learning_rate_that_explodes_is_halved_three_times_and_then_given_up()
    {
        using PackedSetMixture set = TinyTraining.OpenSet(_folder);
        RunFolder run = TinyTraining.CreateRun(_folder, "run", TinyTraining.Options with { LearningRate = 1e38 });
        using (Trainer trainer = Trainer.Start(set, run, Device.Cpu, TinyTraining.Cadence))
        {
            string message = Should.Throw<TrainingDivergedException>(
                () => trainer.Run(new TrainingBudget(Images), null, CancellationToken.None)).Message;
            message.ShouldContain("diverged at 0.0 kimg a fourth time, at 0.125 of its learning rate");
            message.ShouldContain("loss/generator NaN");
            message.ShouldContain(run.LatestCheckpoint());
        }

        ShouldBeFinite(run.LatestCheckpoint());
    }

    [Fact]
    public void After_a_rollback_training_goes_on_as_if_begun_with_half_the_rate()
    {
        using PackedSetMixture set = TinyTraining.OpenSet(_folder);
        int low = 0, high = 120; // 2^low trains, 2^high explodes in the first step
        while (high - low > 1)
        {
            int middle = (low + high) / 2;
            if (Explodes(middle))
                high = middle;
            else
                low = middle;
        }

        TrainingResult halved = Train(set, "halved", Options(low), TinyTraining.BatchSize);
        TrainingResult rolledBack = Train(set, "rolled back", Options(high), TinyTraining.BatchSize);
        (halved.Rollbacks, rolledBack.Rollbacks).ShouldBe((0, 1));
        using TrainingState expected = Load(halved), actual = Load(rolledBack);
        actual.GeneratorOptimizer.LearningRate.ShouldBe(expected.GeneratorOptimizer.LearningRate);
        TinyTraining.Snapshot(actual.Tensors).ShouldBeBitEqual(TinyTraining.Snapshot(expected.Tensors));

        static TrainingOptions Options(int power) => TinyTraining.Options with { LearningRate = Math.Pow(2, power), R1Gamma = 0 };

        static TrainingState Load(TrainingResult result) => Checkpoint.Load(result.CheckpointPath, Device.Cpu, new ScalarMeans(), out _);

        bool Explodes(int power)
        {
            try
            {
                return Train(set, $"probe {power}", Options(power), TinyTraining.BatchSize).Rollbacks > 0;
            }
            catch (TrainingDivergedException)
            {
                return true;
            }
        }
    }

    [Fact]
    public void Weights_spoilt_by_a_step_whose_losses_were_still_finite_are_never_saved()
    {
        using PackedSetMixture set = TinyTraining.OpenSet(_folder);
        // The weighted size loss overflows in the gradient; the losses that are watched do not.
        RunFolder run = TinyTraining.CreateRun(_folder, "run", TinyTraining.Options with { SizeWeight = 1e39, MinMask = 0.6, LargestMask = 1 });
        using (Trainer trainer = Trainer.Start(set, run, Device.Cpu, TinyTraining.Cadence with { CheckpointImages = 1 }))
            Should.Throw<TrainingDivergedException>(() => trainer.Run(new TrainingBudget(Images), null, CancellationToken.None));
        ShouldBeFinite(run.LatestCheckpoint());

        RunFolder ending = TinyTraining.CreateRun(_folder, "ending", run.Configuration.Options);
        using (Trainer trainer = Trainer.Start(set, ending, Device.Cpu, TinyTraining.Cadence))
            Should.Throw<TrainingDivergedException>(() => trainer.Run(new TrainingBudget(TinyTraining.BatchSize), null, CancellationToken.None));
        ShouldBeFinite(ending.LatestCheckpoint());
    }

    [Fact]
    public void With_its_newest_checkpoint_cut_short_a_run_goes_on_from_the_one_before_once_that_is_deleted()
    {
        using PackedSetMixture set = TinyTraining.OpenSet(_folder);
        TrainingResult result = Train(set, "run", TinyTraining.Options, Images);
        byte[] whole = File.ReadAllBytes(result.CheckpointPath);
        File.WriteAllBytes(result.CheckpointPath, whole[..(whole.Length / 2)]);
        Should.Throw<UserErrorException>(() => Resume(set, "run", Images)).Message.ShouldContain("delete it to go on from the one before");
        File.Delete(result.CheckpointPath);
        File.ReadAllBytes(Resume(set, "run", Images).CheckpointPath).AsSpan().SequenceEqual(whole).ShouldBeTrue();
    }

    [Fact]
    public void A_run_that_ended_before_its_first_checkpoint_is_resumed_from_the_start()
    {
        using PackedSetMixture set = TinyTraining.OpenSet(_folder);
        TrainingResult expected = Train(set, "straight", TinyTraining.Options, TinyTraining.BatchSize);
        TinyTraining.CreateRun(_folder, "run");
        File.ReadAllBytes(Resume(set, "run", TinyTraining.BatchSize).CheckpointPath).ShouldBe(File.ReadAllBytes(expected.CheckpointPath));
    }

    private string[] Lines(string run) => File.ReadAllLines(_folder.At($"{run}/metrics.jsonl"));

    private TrainingResult Train(PackedSetMixture set, string name, TrainingOptions options, long images)
    {
        using Trainer trainer = Trainer.Start(set, TinyTraining.CreateRun(_folder, name, options), Device.Cpu, TinyTraining.Cadence);
        return trainer.Run(new TrainingBudget(images), null, CancellationToken.None);
    }

    private TrainingResult Resume(PackedSetMixture set, string name, long images)
    {
        using Trainer trainer = Trainer.Resume(set, RunFolder.Open(_folder.At(name)), Device.Cpu, TinyTraining.Cadence);
        return trainer.Run(new TrainingBudget(images), null, CancellationToken.None);
    }

    private static void ShouldBeFinite(string checkpoint)
    {
        using SafetensorsFile file = SafetensorsFile.Open(checkpoint);
        foreach (TensorEntry entry in file.Tensors.Where(entry => entry.Type == ScalarType.Float32))
        {
            using Tensor tensor = Tensor.FromBytes(file.Bytes(entry.Name), entry.Shape, entry.Type);
            tensor.Values().ShouldAllBe(value => double.IsFinite(value), entry.Name);
        }
    }
}
