using PerturbSeg.Tests.Shared;
using PerturbSeg.Torch;
using PerturbSeg.Training.Losses;
using PerturbSeg.Training.PackedSets;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Settings;
using PerturbSeg.Training.Tests.Networks;
using PerturbSeg.Training.Tests.PackedSets;

namespace PerturbSeg.Training.Tests.Runs;

/// <summary>
/// Runs that grow from 8×8 over 16×16 to 32×32. Photos shown before each step: 0 4 8 12 at 8×8; 16 19 22 (fading in) 25 28 31 at 16×16,
/// whose last step passes the border at 32; 34 36 38 (fading in) 40 … at 32×32.
/// </summary>
public sealed class GrowingRunTests : IDisposable
{
    private const int Side = 32;
    private const long Images = 46;
    private static readonly TrainingCadence Cadence = new(LogImages: 6, SampleImages: 9, CheckpointImages: 12);
    private readonly TemporaryFolder _folder = new();

    private static TrainingOptions Options => TinyTraining.Options with
    {
        Network = TinyNetworks.StyleGan1(Side),
        Game = AdversarialGame.Wasserstein,
        StyleMixing = 0.9,
        AverageDecay = 0.9,
        Growing = new GrowthSchedule
        {
            FadeImages = 8,
            StableImages = 8,
            BatchSizes = new Dictionary<int, int> { [16] = 3, [32] = 2 },
            LearningRates = new Dictionary<int, double> { [32] = 1e-3 },
        },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(16, ScalarType.Float32)] // at a border
    [InlineData(22, ScalarType.Float32)] // in the middle of a fade
    [InlineData(34, ScalarType.Float32)] // just past a border, in another batch size
    [InlineData(38, ScalarType.BFloat16)]
    public void Stopped_and_resumed_across_its_growth_a_run_writes_the_same_lines_and_the_same_bits(long stopAt, ScalarType precision)
    {
        TrainingOptions options = Options with { Precision = precision };
        using PackedSetMixture set = OpenSet();
        TrainingResult expected = Train(Trainer.Start(set, TinyTraining.CreateRun(_folder, "straight", options), Device.Cpu, Cadence), Images);

        TrainingResult stopped = Train(Trainer.Start(set, TinyTraining.CreateRun(_folder, "stopped", options), Device.Cpu, Cadence), stopAt);
        stopped.ImagesSeen.ShouldBe(stopAt);
        TrainingResult resumed = Train(Resume(set), Images);
        resumed.ImagesSeen.ShouldBe(Images);
        resumed.Figures.ShouldBe(expected.Figures);
        File.ReadAllLines(_folder.At("stopped/metrics.jsonl")).ShouldBe(File.ReadAllLines(_folder.At("straight/metrics.jsonl")), ignoreOrder: true);
        File.ReadAllBytes(resumed.CheckpointPath).AsSpan().SequenceEqual(File.ReadAllBytes(expected.CheckpointPath)).ShouldBeTrue();
        File.ReadAllBytes(resumed.SamplePath).ShouldBe(File.ReadAllBytes(expected.SamplePath));
    }

    [Fact]
    public void Resumed_at_a_border_with_nothing_left_to_do_a_run_shows_what_it_had_learnt()
    {
        using PackedSetMixture set = OpenSet();
        TrainingResult stopped = Train(Trainer.Start(set, TinyTraining.CreateRun(_folder, "stopped", Options), Device.Cpu, Cadence), 16);
        byte[] sheet = File.ReadAllBytes(stopped.SamplePath);
        TrainingResult again = Train(Resume(set), 16);
        (again.SamplePath, again.Figures).ShouldBe((stopped.SamplePath, stopped.Figures));
        File.ReadAllBytes(again.SamplePath).ShouldBe(sheet);
    }

    [Fact]
    public void Steps_follow_the_schedule_in_side_batch_and_rate_and_layers_join_with_a_count_of_their_own()
    {
        using var state = new TrainingState(Options, Device.Cpu);
        var step = new TrainingStep(state);
        var seen = new List<(int Side, int Batch, double Rate)>();
        while (state.ImagesSeen < Images)
        {
            step.Run(new byte[state.NextBatch * 3 * Side * Side]).IsFinite.ShouldBeTrue();
            seen.Add((state.Growth.Side, state.LastBatch, state.GeneratorOptimizer.LearningRate));
            state.DiscriminatorOptimizer.LearningRate.ShouldBe(seen[^1].Rate);
        }

        seen.ShouldBe(
        [
            .. Enumerable.Repeat((8, 4, 2e-3), 4), .. Enumerable.Repeat((16, 3, 2e-3), 6), .. Enumerable.Repeat((32, 2, 1e-3), 6),
        ]);
        Steps("background.block4.").ShouldAllBe(steps => steps == 16);
        Steps("background.block16.").ShouldAllBe(steps => steps == 12);
        Steps("foreground.block32.").ShouldAllBe(steps => steps == 6);
        Steps("foreground.output8.").ShouldAllBe(steps => steps == 4 + 3); // its own side, and while the next one fades in

        long[] Steps(string prefix) => [.. state.Generator.Parameters.Zip(state.GeneratorOptimizer.StepCounts)
            .Where(pair => pair.First.Name.StartsWith(prefix, StringComparison.Ordinal)).Select(pair => pair.Second)];
    }

    private PackedSetMixture OpenSet()
    {
        string path = _folder.At("set.safetensors");
        PackedSetFile.Write(path, count: 10, side: Side + 4, Side);
        return PackedSetMixture.Open(path);
    }

    private Trainer Resume(PackedSetMixture set) => Trainer.Resume(set, RunFolder.Open(_folder.At("stopped")), Device.Cpu, Cadence);

    private static TrainingResult Train(Trainer trainer, long images)
    {
        using (trainer)
            return trainer.Run(new TrainingBudget(images), null, CancellationToken.None);
    }
}
