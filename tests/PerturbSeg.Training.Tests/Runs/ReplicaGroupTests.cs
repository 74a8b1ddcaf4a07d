using PerturbSeg.Tests.Shared;
using PerturbSeg.Torch;
using PerturbSeg.Training.Collectives;
using PerturbSeg.Training.Logs;
using PerturbSeg.Training.PackedSets;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Schedules;
using PerturbSeg.Training.Settings;
using PerturbSeg.Training.Tests.Collectives;

namespace PerturbSeg.Training.Tests.Runs;

/// <summary>Ranks that are threads: rank 0 trains, rank 1 follows.</summary>
public sealed class ReplicaGroupTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Ranks_stay_the_same_through_checkpoints_and_a_resumed_run()
    {
        long images = 8 * TinyTraining.BatchSize;
        TrainingResult first = Train(TinyTraining.Options, images, Trainer.Start).ShouldNotBeNull();
        first.ImagesSeen.ShouldBe(images);
        TrainingResult second = Train(TinyTraining.Options, 2 * images, Trainer.Resume).ShouldNotBeNull();
        second.ImagesSeen.ShouldBe(2 * images);
        RunFolder.Open(_folder.At("run")).LatestCheckpoint().ShouldBe(second.CheckpointPath);
    }

    // Where one rank alone had seen it, it would go on with another learning rate than the others.
    [Fact]
    public void A_split_that_has_settled_has_settled_on_all_ranks()
    {
        TrainingOptions options = TinyTraining.Options with { LearningRate = Schedule.Settled(1e-3, 1e-4, 0.01) };
        string checkpoint = Train(options, TinyTraining.BatchSize, Trainer.Start).ShouldNotBeNull().CheckpointPath;
        using PackedSetMixture set = TinyTraining.OpenSet(_folder);
        ThreadRanks.Run(2, ranks =>
        {
            if (ranks.Rank == 1)
            {
                ReplicaGroup.Follow(ranks, set, Device.Cpu);
                return 0;
            }

            using var group = new ReplicaGroup(ranks);
            TrainingState state = Checkpoint.Load(checkpoint, Device.Cpu, new ScalarMeans(), out double lastPenalty);
            using var own = new Replica(set, state, lastPenalty, group.Share);
            group.Load(checkpoint, own);
            state.SettledAt = state.ImagesSeen;
            long begun = state.Steps;
            while (state.Steps < 100) // when ranks are compared
                group.TakeStep(own);
            state.GeneratorOptimizer.LearningRate.ShouldBe(1e-4, 1e-12);
            return (int)(state.Steps - begun);
        })[0].ShouldBeGreaterThan(90);
    }

    [Fact]
    public void A_training_that_diverges_goes_back_on_all_ranks_and_ends_on_all()
        => Should.Throw<InvalidOperationException>(() => Train(TinyTraining.Options with { LearningRate = 1e38 }, 8 * TinyTraining.BatchSize, Trainer.Start))
            .InnerException.ShouldBeOfType<TrainingDivergedException>().Message.ShouldContain("a fourth time");

    [Fact]
    public void A_rank_with_other_weights_is_named()
    {
        var differs = Should.Throw<InvalidOperationException>(
            () => Train(TinyTraining.Options, 8, Trainer.Start, ranks => ranks.Rank == 1 ? new OtherDigests(ranks) : ranks)).InnerException;
        differs.ShouldBeOfType<ReplicasDifferException>().Others.ShouldBe([1]);
        differs.Message.ShouldStartWith("After 0 steps the networks of rank 1 differ from those of rank 0");
    }

    [Theory]
    [InlineData("batch_size=5", "2 ranks cannot share a batch of 5 photos: start as many as divide it, or begin another run with --set batch_size=10.")]
    [InlineData("path_length_weight=2", "2 ranks cannot share a batch of 6 photos and a half of it: start as many as divide it, or begin another run with --set batch_size=12.")]
    public void Batches_that_cannot_be_shared_are_refused(string change, string sentence)
    {
        TrainingOptions options = SettingChanges.Apply(TinyTraining.Options with { BatchSize = 6 }, [change]);
        ThreadRanks.Run(2, ranks => ranks.Rank == 1 ? null : Should.Throw<UserErrorException>(() => new ReplicaGroup(ranks).Require(options)).Message)[0].ShouldBe(sentence);
    }

    private TrainingResult? Train(
        TrainingOptions options,
        long images,
        Func<PackedSetMixture, RunFolder, Device, TrainingCadence, ReplicaGroup?, Trainer> open,
        Func<ICollective, ICollective>? change = null)
    {
        using PackedSetMixture set = TinyTraining.OpenSet(_folder);
        RunFolder run = RunFolder.IsIn(_folder.At("run")) ? RunFolder.Open(_folder.At("run")) : TinyTraining.CreateRun(_folder, "run", options);
        return ThreadRanks.Run(2, one =>
        {
            ICollective ranks = change?.Invoke(one) ?? one;
            if (ranks.Rank == 1)
            {
                ReplicaGroup.Follow(ranks, set, Device.Cpu);
                return null;
            }

            using var group = new ReplicaGroup(ranks);
            using Trainer trainer = open(set, run, Device.Cpu, TinyTraining.Cadence, group);
            return trainer.Run(new TrainingBudget(images), null, CancellationToken.None);
        })[0];
    }

    // Changes a bit of what it shows of its weights.
    private sealed class OtherDigests(ICollective ranks) : ICollective
    {
        public int Rank => ranks.Rank;

        public int Size => ranks.Size;

        public void Sum(Span<float> values) => ranks.Sum(values);

        public void Gather(ReadOnlySpan<byte> own, Span<byte> all)
        {
            byte[] other = own.ToArray();
            other[0] ^= 1;
            ranks.Gather(other, all);
        }

        public void Broadcast(Span<byte> bytes) => ranks.Broadcast(bytes);

        public void Abort(int exitCode) => ranks.Abort(exitCode);

        public void Dispose()
        {
        }
    }
}
