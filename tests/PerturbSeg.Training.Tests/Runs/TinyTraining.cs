using PerturbSeg.Tests.Shared;
using PerturbSeg.Torch;
using PerturbSeg.Torch.Safetensors;
using PerturbSeg.Training.Logs;
using PerturbSeg.Training.PackedSets;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Schedules;
using PerturbSeg.Training.Settings;
using PerturbSeg.Training.Tests.Networks;
using PerturbSeg.Training.Tests.PackedSets;

namespace PerturbSeg.Training.Tests.Runs;

/// <summary>Trainings of a few milliseconds a step: 8×8 pixels, 8 channels, 4 images, every perturbation and term, at full strength from the fourth step on.</summary>
internal static class TinyTraining
{
    public const int Side = 8;
    public const int BatchSize = 4;
    private const double RampKimg = 0.01;

    public static TrainingOptions Options { get; } = new()
    {
        Network = TinyNetworks.Options(Side),
        BatchSize = BatchSize,
        R1Interval = 4,
        Shift = Schedule.Ramp(0.125, RampKimg),
        Contrast = Schedule.Ramp(0.3, RampKimg),
        Tint = Schedule.Ramp(0.2, RampKimg),
        ForegroundMirror = true,
        ForegroundScale = Schedule.Ramp(0.2, RampKimg),
        BackgroundSwap = Schedule.Ramp(0.5, RampKimg),
        FrameWeight = 0.5,
        IndependenceWeight = 0.5,
        Precision = ScalarType.Float32,
        Seed = 3,
    };

    /// <summary>The same with half of the scenes from encoded photos.</summary>
    public static TrainingOptions Encoding { get; } = Options with { IndependentLatents = true, ReconstructionWeight = 1, OverlapWeight = 1, PieceWeight = 1 };

    /// <summary>Masks begin half transparent and stay so for a few steps; this strong start in the middle decides them at once.</summary>
    public static TrainingOptions Decided { get; } = Options with { Network = Options.Network with { CentralStart = 40 }, MinMask = 0.3, FrameWeight = 0 };

    /// <summary>The same, and nothing is learnt: what is painted stays as it is.</summary>
    public static TrainingOptions Still { get; } = Decided with { LearningRate = 1e-9 };

    /// <summary>Logs every 2 steps, samples every 3, saves every 4.</summary>
    public static TrainingCadence Cadence { get; } = new(LogImages: 2 * BatchSize, SampleImages: 3 * BatchSize, CheckpointImages: 4 * BatchSize);

    /// <summary>The photos of a step: a bright square on a gradient, in noise.</summary>
    public static byte[] Photos(long step, int count = BatchSize)
    {
        var random = new Random((int)step);
        byte[] bytes = new byte[count * 3 * Side * Side];
        for (int i = 0; i < bytes.Length; i++)
        {
            int row = i / Side % Side, column = i % Side;
            bytes[i] = (byte)(row is > 2 and < 6 && column is > 2 and < 6 ? 220 - random.Next(30) : (10 * row) + random.Next(40));
        }

        return bytes;
    }

    /// <summary>Takes steps on <see cref="PhotoTensors"/>, numbered by the state.</summary>
    public static List<StepScalars> Run(this TrainingStep step, TrainingState state, int steps, ScalarMeans? means = null)
    {
        var scalars = new List<StepScalars>();
        for (int i = 0; i < steps; i++)
        {
            scalars.Add(step.Run(Photos(state.Steps)));
            means?.Add(scalars[^1]);
        }

        return scalars;
    }

    /// <summary>Every tensor's bytes by name.</summary>
    public static Dictionary<string, byte[]> Snapshot(IEnumerable<(string Name, Tensor Value)> tensors)
        => tensors.ToDictionary(tensor => tensor.Name, tensor => Bytes(tensor.Value));

    public static byte[] Bytes(Tensor tensor)
    {
        byte[] bytes = new byte[tensor.Count * ElementTypes.SizeOf(tensor.Type)];
        tensor.CopyBytesTo(bytes);
        return bytes;
    }

    /// <summary>The same names with the same bits.</summary>
    public static void ShouldBeBitEqual(this Dictionary<string, byte[]> actual, Dictionary<string, byte[]> expected)
    {
        actual.Keys.ShouldBe(expected.Keys, ignoreOrder: true);
        actual.Where(tensor => !tensor.Value.AsSpan().SequenceEqual(expected[tensor.Key])).Select(tensor => tensor.Key).ShouldBeEmpty();
    }

    /// <summary>A packed set of generated photos for <see cref="Side"/>.</summary>
    public static PackedSetMixture OpenSet(TemporaryFolder folder)
    {
        string path = folder.At("set.safetensors");
        if (!File.Exists(path))
            PackedSetFile.Write(path, count: 10, side: Side + 1, Side);
        return PackedSetMixture.Open(path);
    }

    public static RunFolder CreateRun(TemporaryFolder folder, string name, TrainingOptions? options = null)
        => RunFolder.Create(folder.At(name), Configuration(options ?? Options));

    public static RunConfiguration Configuration(TrainingOptions options)
        => new() { Options = options, Data = "set.safetensors", Photos = 10, Device = "cpu", Threads = 1 };

    /// <summary>One step later, all masks are empty: a checkpoint of a split that is lost.</summary>
    public static void LoseSplit(RunFolder run)
    {
        var pending = new ScalarMeans();
        using TrainingState state = Checkpoint.Load(run.LatestCheckpoint(), Device.Cpu, pending, out double lastPenalty);
        using var scope = new TensorScope();
        using (Autograd.NoGradient())
        {
            foreach ((_, Tensor centre) in state.Networks.Where(tensor => tensor.Name.EndsWith("mask_centre", StringComparison.Ordinal)))
                centre.CopyFrom((centre * 0) - 100);
        }

        state.Count(BatchSize);
        Checkpoint.Save(run.CheckpointPath(state.ImagesSeen), state, new TrainingStep(state) { LastPenalty = lastPenalty }, pending);
    }

    /// <summary>A safetensors file written anew with other metadata or tensors.</summary>
    public static void Rewrite(
        string path, Action<Dictionary<string, string>> changeMetadata, Func<string, long[], long[]?>? changeShape = null)
    {
        using (SafetensorsFile file = SafetensorsFile.Open(path))
        {
            Dictionary<string, string> metadata = new(file.Metadata);
            changeMetadata(metadata);
            (TensorEntry Entry, long[] Shape)[] kept =
            [
                .. file.Tensors.Select(entry => (entry, changeShape is null ? [.. entry.Shape] : changeShape(entry.Name, [.. entry.Shape])))
                    .Where(tensor => tensor.Item2 is not null).Select(tensor => (tensor.entry, tensor.Item2!)),
            ];
            using FileStream stream = File.Create(path + ".new");
            var writer = new SafetensorsWriter(stream, kept.Select(tensor => new TensorDeclaration(tensor.Entry.Name, tensor.Entry.Type, tensor.Shape)), metadata);
            foreach ((TensorEntry entry, _) in kept)
                writer.Write(entry.Name, file.Bytes(entry.Name));
            writer.Complete();
        }

        File.Move(path + ".new", path, overwrite: true);
    }

    /// <summary>Calls back on the training's own thread.</summary>
    public sealed class Reports(Action<WorkProgress> report) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value) => report(value);
    }
}
