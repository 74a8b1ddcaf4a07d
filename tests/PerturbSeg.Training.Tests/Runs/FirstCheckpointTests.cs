using PerturbSeg.Tests.Shared;
using PerturbSeg.Torch;
using PerturbSeg.Training.Logs;
using PerturbSeg.Training.PackedSets;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.Tests.Runs;

public sealed class FirstCheckpointTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_run_that_begins_anew_has_none_to_write()
    {
        RunFolder run = TinyTraining.CreateRun(_folder, "run");
        FirstCheckpoint.Write(run, Device.Cpu).ShouldBeFalse();
        run.HasCheckpoint.ShouldBeFalse();
    }

    [Fact]
    public void A_run_that_went_back_goes_on_with_every_weight_and_count_of_the_earlier_one_and_with_settings_of_its_own()
    {
        RunFolder before = Train("before", TinyTraining.Options, images: 16);
        TrainingOptions changed = TinyTraining.Options with { PieceWeight = 2 };
        RunFolder run = TinyTraining.CreateRun(_folder, "run", changed);

        FirstCheckpoint.GoBack(run, before.LatestCheckpoint(), Device.Cpu);

        using TrainingState old = Checkpoint.Load(before.LatestCheckpoint(), Device.Cpu, new ScalarMeans(), out double penalty);
        using TrainingState now = Checkpoint.Load(run.LatestCheckpoint(), Device.Cpu, new ScalarMeans(), out double same);
        TinyTraining.Snapshot(now.Tensors).ShouldBeBitEqual(TinyTraining.Snapshot(old.Tensors));
        (now.Options, now.ImagesSeen, now.Steps, same).ShouldBe((changed, 16, old.Steps, penalty));
        TinyTraining.Bytes(now.Random.GetState()).ShouldBe(TinyTraining.Bytes(old.Random.GetState()));
    }

    [Fact]
    public void Its_logs_and_samples_begin_with_those_of_the_way_to_there()
    {
        RunFolder before = Train("before", TinyTraining.Options, images: 32);
        string checkpoint = before.CheckpointPath(16);
        string[] lines = File.ReadAllLines(_folder.At("before/metrics.jsonl"));
        RunFolder run = TinyTraining.CreateRun(_folder, "run");

        FirstCheckpoint.GoBack(run, checkpoint, Device.Cpu);

        run.Samples().Select(sample => sample.Kimg).ShouldBe([0.012]);
        using PackedSetMixture set = TinyTraining.OpenSet(_folder);
        using (Trainer trainer = Trainer.Resume(set, run, Device.Cpu, TinyTraining.Cadence))
            trainer.Run(new TrainingBudget(32), null, CancellationToken.None).ImagesSeen.ShouldBe(32);
        File.ReadAllLines(_folder.At("run/metrics.jsonl")).ShouldBe(lines); // the same settings, so the same figures
        Directory.GetFiles(_folder.At("run"), "events.*").Length.ShouldBe(2);
    }

    [Fact]
    public void A_run_of_another_runs_networks_begins_with_them_also_where_its_training_is_begun_a_second_time()
    {
        RunFolder other = Train("other", TinyTraining.Options, images: 16);
        RunFolder run = RunFolder.Create(_folder.At("run"), TinyTraining.Configuration(TinyTraining.Options) with { StartedFrom = other.FolderPath });
        using PackedSetMixture set = TinyTraining.OpenSet(_folder);

        using (Trainer trainer = Trainer.Resume(set, run, Device.Cpu, TinyTraining.Cadence))
            trainer.ImagesSeen.ShouldBe(0);

        using TrainingState old = Checkpoint.Load(other.LatestCheckpoint(), Device.Cpu, new ScalarMeans(), out _);
        using TrainingState now = Checkpoint.Load(run.LatestCheckpoint(), Device.Cpu, new ScalarMeans(), out _);
        TinyTraining.Snapshot(now.Networks).ShouldBeBitEqual(TinyTraining.Snapshot(old.Networks));
    }

    public void Dispose() => _folder.Dispose();

    private RunFolder Train(string name, TrainingOptions options, long images)
    {
        using PackedSetMixture set = TinyTraining.OpenSet(_folder);
        RunFolder run = TinyTraining.CreateRun(_folder, name, options);
        using Trainer trainer = Trainer.Start(set, run, Device.Cpu, TinyTraining.Cadence);
        trainer.Run(new TrainingBudget(images), null, CancellationToken.None);
        return run;
    }
}
