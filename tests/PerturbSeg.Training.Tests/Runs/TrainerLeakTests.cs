using PerturbSeg.Files;
using PerturbSeg.Tests.Shared;
using PerturbSeg.Torch;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.PackedSets;
using PerturbSeg.Training.Runs;

namespace PerturbSeg.Training.Tests.Runs;

/// <summary>What a training leaves behind: counted while nothing else runs.</summary>
[Collection(Alone.Name)]
public sealed class TrainerLeakTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_leaves_no_tensor()
    {
        using PackedSetMixture set = TinyTraining.OpenSet(_folder);
        RunFolder run = TinyTraining.CreateRun(_folder, "run");
        long before = Alone.LiveTensors();
        using (Trainer trainer = Trainer.Start(set, run, Device.Cpu, TinyTraining.Cadence))
            trainer.Run(new TrainingBudget(6 * TinyTraining.BatchSize), null, TestContext.Current.CancellationToken);
        TorchRuntime.LiveTensors.ShouldBe(before);
    }

    [Fact]
    public void A_log_that_cannot_be_opened_leaves_nothing_at_work()
    {
        using PackedSetMixture set = TinyTraining.OpenSet(_folder);
        RunFolder run = TinyTraining.CreateRun(_folder, "run");
        Trainer.Start(set, run, Device.Cpu, TinyTraining.Cadence).Dispose();
        File.Delete(_folder.At("run/metrics.jsonl"));
        Directory.CreateDirectory(_folder.At("run/metrics.jsonl"));
        long before = Alone.LiveTensors();
        Should.Throw<FileWriteException>(() => Trainer.Resume(set, run, Device.Cpu, TinyTraining.Cadence)).Message.ShouldContain("metrics.jsonl");
        TorchRuntime.LiveTensors.ShouldBe(before, "what reads photos would read on where the set is closed");
    }
}
