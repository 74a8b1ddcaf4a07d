using System.Globalization;
using System.Text.Json;
using PerturbSeg.Files;
using PerturbSeg.Torch;
using PerturbSeg.Torch.Safetensors;
using PerturbSeg.Training.Logs;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.Runs;

/// <summary>
/// A training on disk: weights, averaged weights, optimiser state, random state, and how far it came, in one safetensors file.
/// Continuing from it gives the same bits as not having stopped.
/// </summary>
public static class Checkpoint
{
    /// <summary>The version of the format; files of another version are refused.</summary>
    public const int FormatVersion = 2;

    private const string KindKey = "perturbseg.kind";
    private const string Kind = "checkpoint";
    private const string GeneratorKind = "generator";
    private const string RandomState = "random.state";
    private const string PendingSums = "pending.sums";
    private const string Figures = "figures";
    private const string PathLengthMean = "path_length_mean";
    private const string AugmentProbability = "augment_probability";
    private const string SettledAt = "settled_at";
    private const string SoundAt = "sound_at";

    /// <summary>Writes a checkpoint; it appears whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="state">The training.</param>
    /// <param name="step">Holds the last penalty.</param>
    /// <param name="pending">Scalars not yet logged.</param>
    public static void Save(string path, TrainingState state, TrainingStep step, ScalarMeans pending)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(step);
        ArgumentNullException.ThrowIfNull(pending);
        using var scope = new TensorScope();
        Tensor random = state.Random.GetState();
        Tensor sums = Tensor.From(pending.Sums, [StepScalars.Count]);
        (string Name, Tensor Value)[] tensors = [(PendingSums, sums), .. state.Tensors, (RandomState, random)];
        Dictionary<string, string> metadata = Metadata(
            state.Options, state.Growth, state.GeneratorOptimizer.StepCounts, state.DiscriminatorOptimizer.StepCounts);
        metadata["steps"] = Text(state.Steps);
        metadata["images"] = Text(state.ImagesSeen);
        metadata["rollbacks"] = Text(state.Rollbacks);
        metadata["rate_factor"] = Text(state.RateFactor);
        metadata["last_penalty"] = Text(step.LastPenalty);
        if (state.SettledAt is { } settled)
            metadata[SettledAt] = Text(settled);
        if (state.SoundAt is { } sound)
            metadata[SoundAt] = Text(sound);
        metadata["pending_steps"] = Text(pending.Steps);
        if (state.EncoderOptimizer is { } encoder)
            metadata["encoder_steps"] = Text(encoder.StepCounts);
        metadata[PathLengthMean] = Text(state.PathLengthMean);
        metadata[AugmentProbability] = state.AugmentProbability.ToText();
        if (state.Figures is { } figures)
            metadata[Figures] = figures.ToText();
        AtomicFile.Write(path, stream => NamedTensors.Write(stream, tensors, metadata));
    }

    /// <summary>Writes networks that were trained elsewhere as the checkpoint of a training that is about to begin, one tensor at a time.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">The settings.</param>
    /// <param name="growth">How far the networks have grown.</param>
    /// <param name="networks">All tensors of the generator, the discriminator and the average; all are trained.</param>
    /// <param name="device">Where the training is to go on: random states are of one kind of device.</param>
    public static void SaveImported(string path, TrainingOptions options, Growth growth, IReadOnlyList<CheckpointTensor> networks, Device device)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(networks);
        using var scope = new TensorScope();
        using var random = new RandomGenerator(options.Seed, device);
        Tensor randomState = random.GetState();
        CheckpointTensor[] generator = Optimised("generator"), discriminator = Optimised("discriminator");
        TensorDeclaration[] moments = [.. generator.Concat(discriminator).SelectMany(tensor => new[] { Moment(tensor, "mean"), Moment(tensor, "square") })];
        Dictionary<string, string> metadata = Metadata(options, growth, new long[generator.Length], new long[discriminator.Length]);
        foreach (string count in (string[])["steps", "images", "rollbacks", "last_penalty", "pending_steps"])
            metadata[count] = Text(0L);
        metadata["rate_factor"] = Text(1L);
        var sums = new TensorDeclaration(PendingSums, ScalarType.Float64, StepScalars.Count);
        AtomicFile.Write(path, stream =>
        {
            var writer = new SafetensorsWriter(
                stream,
                [
                    sums,
                    .. networks.Select(tensor => new TensorDeclaration(tensor.Name, ScalarType.Float32, tensor.Shape)),
                    .. moments,
                    new TensorDeclaration(RandomState, randomState.Type, randomState.Shape.ToArray()),
                ],
                metadata);
            WriteZeros(writer, sums);
            foreach (CheckpointTensor tensor in networks)
            {
                using var reading = new TensorScope();
                NamedTensors.Write(writer, tensor.Name, tensor.Read());
            }

            foreach (TensorDeclaration moment in moments)
                WriteZeros(writer, moment);
            NamedTensors.Write(writer, RandomState, randomState);
            writer.Complete();
        });

        CheckpointTensor[] Optimised(string network)
            => [.. networks.Where(tensor => tensor.Name.StartsWith($"{network}.", StringComparison.Ordinal))];

        // generator.x has its means as generator_optimizer.x.mean.
        static TensorDeclaration Moment(CheckpointTensor tensor, string kind)
        {
            int dot = tensor.Name.IndexOf('.', StringComparison.Ordinal);
            return new TensorDeclaration($"{tensor.Name[..dot]}_optimizer{tensor.Name[dot..]}.{kind}", ScalarType.Float32, tensor.Shape);
        }

        static void WriteZeros(SafetensorsWriter writer, TensorDeclaration declared)
            => writer.Write(declared.Name, new byte[declared.Shape.Aggregate(1L, (a, b) => a * b) * ElementTypes.SizeOf(declared.Type)]);
    }

    /// <summary>
    /// Writes the first checkpoint of a training that begins with the networks of another one, of the same side or a smaller one. Layers of sides that the
    /// other lacks begin anew; the new outputs add nothing at first, so that scenes are the other's, enlarged (<see cref="NetworkTransfer"/>).
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="options">The settings.</param>
    /// <param name="from">A checkpoint of the other training.</param>
    /// <param name="device">Where the training is to go on.</param>
    /// <exception cref="UserErrorException">The other checkpoint cannot be read, or its networks are no smaller form of these.</exception>
    public static void SaveEnlarged(string path, TrainingOptions options, string from, Device device)
    {
        ArgumentNullException.ThrowIfNull(options);
        using SafetensorsFile file = Open(from, out TrainingOptions smaller);
        if (smaller.Network.Resolution > options.Network.Resolution || options.Growing is not null || GrowthOf(file).Side != smaller.Network.Resolution)
            throw new UserErrorException($"--from '{from}' is trained at {smaller.Network.Resolution} pixels, the training is at {options.Network.Resolution}: begin from a finished run of the same side or a smaller one.");
        using var state = new TrainingState(options, device);
        var transfer = new NetworkTransfer(from, smaller.Network, options.Network);
        var news = new List<string>();
        using var scope = new TensorScope();
        using (Autograd.NoGradient())
        {
            foreach ((string name, Tensor target) in state.Networks)
            {
                if (!file.Contains(name))
                {
                    news.Add(name);
                    continue;
                }

                using Tensor stored = Read(file, name);
                if (transfer.Take(name, stored, target) is { } taken)
                    target.CopyFrom(taken);
            }

            for (int side = 2 * smaller.Network.Resolution; side <= options.Network.Resolution; side *= 2)
            {
                foreach ((string name, Tensor target) in state.Networks)
                {
                    if (news.Contains(name) && name.Contains($".output{side}.weight", StringComparison.Ordinal))
                        target.CopyFrom(Tensor.ZerosLike(target));
                }
            }
        }

        Save(path, state, new TrainingStep(state), new ScalarMeans());
    }

    /// <summary>Writes the checkpoint of a training that goes on from one of another with other settings.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">The settings; the networks are those of the other.</param>
    /// <param name="from">A checkpoint of the other training.</param>
    /// <param name="device">Where the training is to go on.</param>
    /// <exception cref="UserErrorException">The other checkpoint cannot be read, or is one of other networks.</exception>
    public static void SaveChanged(string path, TrainingOptions options, string from, Device device)
    {
        var pending = new ScalarMeans();
        using TrainingState state = Load(from, device, options, pending, out double lastPenalty);
        Save(path, state, new TrainingStep(state) { LastPenalty = lastPenalty }, pending);
    }

    /// <summary>
    /// Reads a checkpoint to go on training. One that is older than augmentations and path lengths, or was imported, goes on with the
    /// probability of its settings and a running mean of 0.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="device">Where to train.</param>
    /// <param name="pending">Receives the scalars that were not yet logged.</param>
    /// <param name="lastPenalty">The last penalty measured.</param>
    /// <returns>The training, owned by the caller.</returns>
    /// <exception cref="UserErrorException">The file is cut short, of another kind or version.</exception>
    public static TrainingState Load(string path, Device device, ScalarMeans pending, out double lastPenalty)
        => Load(path, device, changed: null, pending, out lastPenalty);

    private static TrainingState Load(string path, Device device, TrainingOptions? changed, ScalarMeans pending, out double lastPenalty)
    {
        ArgumentNullException.ThrowIfNull(pending);
        using SafetensorsFile file = Open(path, out TrainingOptions options);
        var state = new TrainingState(changed ?? options, device);
        try
        {
            Fill(file, state.Tensors);
            using (Tensor random = Read(file, RandomState))
                state.Random.SetState(random);
            state.Restore(Whole(file, "steps"), Whole(file, "images"), GrowthOf(file));
            state.SettledAt = file.Metadata.ContainsKey(SettledAt) ? Whole(file, SettledAt) : null;
            state.SoundAt = file.Metadata.ContainsKey(SoundAt) ? Whole(file, SoundAt) : null;
            state.Rollbacks = (int)Whole(file, "rollbacks");
            Fill(file, "generator_steps", state.GeneratorOptimizer.StepCounts);
            Fill(file, "discriminator_steps", state.DiscriminatorOptimizer.StepCounts);
            if (state.EncoderOptimizer is { } encoder)
                Fill(file, "encoder_steps", encoder.StepCounts);
            state.RateFactor = Real(file, "rate_factor");
            lastPenalty = Real(file, "last_penalty");
            state.Figures = file.Metadata.TryGetValue(Figures, out string? figures)
                ? DegeneracyFigures.FromText(figures) ?? throw Unsaid(file, Figures)
                : null;
            state.PathLengthMean = file.Metadata.ContainsKey(PathLengthMean) ? Real(file, PathLengthMean) : 0;
            if (file.Metadata.TryGetValue(AugmentProbability, out string? probability) && !state.AugmentProbability.Restore(probability))
                throw Unsaid(file, AugmentProbability);
            using (Tensor sums = Read(file, PendingSums))
                pending.Restore(sums.ToArray<double>(), Whole(file, "pending_steps"));
            return state;
        }
        catch
        {
            state.Dispose();
            throw;
        }
    }

    /// <summary>Reads the averaged generator and the discriminator alone: what fitting and segmenting need.</summary>
    /// <param name="path">The file.</param>
    /// <param name="device">Where to.</param>
    /// <returns>Networks without gradients, owned by the caller, and their settings.</returns>
    /// <exception cref="UserErrorException">The file is cut short, of another kind or version.</exception>
    public static (LayeredGenerator Generator, Discriminator Discriminator, TrainingOptions Options) LoadNetworks(string path, Device device)
    {
        using SafetensorsFile file = Open(path, out TrainingOptions options);
        using var random = new RandomGenerator(options.Seed, device);
        var generator = new LayeredGenerator(options.Network, random);
        var discriminator = Discriminator.Create(options.Network, random);
        try
        {
            Fill(file, generator.State.Select(tensor => ($"average.{tensor.Name}", tensor.Value))
                .Concat(discriminator.State.Select(tensor => ($"discriminator.{tensor.Name}", tensor.Value))));
            generator.Growth = discriminator.Growth = GrowthOf(file);
            generator.RequireGradients(false);
            discriminator.RequireGradients(false);
            return (generator, discriminator, options);
        }
        catch
        {
            generator.Dispose();
            discriminator.Dispose();
            throw;
        }
    }

    /// <summary>Reads the averaged generator alone: what paints.</summary>
    /// <param name="path">A checkpoint, or a file that <see cref="SaveGenerator"/> wrote.</param>
    /// <param name="device">Where to.</param>
    /// <returns>The network without gradients, owned by the caller, and its settings.</returns>
    /// <exception cref="UserErrorException">The file is cut short, of another kind or version.</exception>
    public static (LayeredGenerator Generator, TrainingOptions Options) LoadGenerator(string path, Device device)
    {
        using SafetensorsFile file = Open(path, out TrainingOptions options, Kind, GeneratorKind);
        using var random = new RandomGenerator(options.Seed, device);
        var generator = new LayeredGenerator(options.Network, random);
        try
        {
            Fill(file, generator.State.Select(tensor => ($"average.{tensor.Name}", tensor.Value)));
            generator.Growth = GrowthOf(file);
            generator.RequireGradients(false);
            return (generator, options);
        }
        catch
        {
            generator.Dispose();
            throw;
        }
    }

    /// <summary>Writes the averaged generator alone, in float16: a twentieth of a checkpoint. It appears whole or not at all.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <exception cref="UserErrorException">The checkpoint is cut short, of another kind or version.</exception>
    public static void SaveGenerator(string path, string checkpoint)
    {
        (LayeredGenerator generator, TrainingOptions options) = LoadGenerator(checkpoint, Device.Cpu);
        using (generator)
        {
            using var scope = new TensorScope();
            using Autograd.Mode recording = Autograd.NoGradient();
            (string Name, Tensor Value)[] halves = [.. generator.State.Select(tensor => ($"average.{tensor.Name}", tensor.Value.To(ScalarType.Float16)))];
            Dictionary<string, string> metadata = Metadata(options, generator.Growth);
            metadata[KindKey] = GeneratorKind;
            AtomicFile.Write(path, stream => NamedTensors.Write(stream, halves, metadata));
        }
    }

    private static Dictionary<string, string> Metadata(TrainingOptions options, Growth growth, long[] generatorSteps, long[] discriminatorSteps)
    {
        Dictionary<string, string> metadata = Metadata(options, growth);
        (metadata["generator_steps"], metadata["discriminator_steps"]) = (Text(generatorSteps), Text(discriminatorSteps));
        return metadata;
    }

    private static Dictionary<string, string> Metadata(TrainingOptions options, Growth growth) => new()
    {
        [KindKey] = Kind,
        ["perturbseg.version"] = Text(FormatVersion),
        ["options"] = options.ToJson(),
        ["growth_side"] = Text(growth.Side),
        ["growth_alpha"] = Text(growth.Alpha),
    };

    private static SafetensorsFile Open(string path, out TrainingOptions options) => Open(path, out options, Kind);

    private static SafetensorsFile Open(string path, out TrainingOptions options, params ReadOnlySpan<string> kinds)
    {
        SafetensorsFile file;
        try
        {
            file = SafetensorsFile.Open(path);
        }
        catch (SafetensorsFormatException broken)
        {
            throw new UserErrorException($"The checkpoint '{path}' cannot be read ({broken.Reason}): delete it to go on from the one before.", broken);
        }

        try
        {
            if (!file.Metadata.TryGetValue(KindKey, out string? kind) || !kinds.Contains(kind))
                throw new UserErrorException($"'{path}' is no checkpoint: name a run folder made by 'perturbseg train'.");
            if (Whole(file, "perturbseg.version") is var version and not FormatVersion)
                throw new UserErrorException($"The checkpoint '{path}' is of version {version}, this program reads {FormatVersion}: use the program that wrote it.");
            options = TrainingOptions.FromJson(file.Metadata["options"]);
            options.Validate();
            return file;
        }
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException)
        {
            file.Dispose();
            throw new UserErrorException($"The checkpoint '{path}' has no readable settings: delete it to go on from the one before.", broken);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static void Fill(SafetensorsFile file, IEnumerable<(string Name, Tensor Value)> targets)
    {
        using Autograd.Mode recording = Autograd.NoGradient();
        foreach ((string name, Tensor target) in targets)
        {
            using Tensor read = Read(file, name);
            if (!read.Shape.SequenceEqual(target.Shape))
                throw new UserErrorException($"'{file.FilePath}' holds {name} as {read}, its own settings ask for {target}: it was written by another program.");
            target.CopyFrom(read);
        }
    }

    private static void Fill(SafetensorsFile file, string key, long[] counts)
    {
        string[] texts = file.Metadata.TryGetValue(key, out string? text) ? text.Split(' ') : [];
        for (int i = 0; i < counts.Length; i++)
        {
            if (texts.Length != counts.Length || !long.TryParse(texts[i], NumberStyles.Integer, CultureInfo.InvariantCulture, out counts[i]))
                throw Unsaid(file, key);
        }
    }

    private static Tensor Read(SafetensorsFile file, string name)
        => file.Contains(name)
            ? NamedTensors.Read(file, name).Owned()
            : throw new UserErrorException($"'{file.FilePath}' lacks '{name}': it was written by another program.");

    private static Growth GrowthOf(SafetensorsFile file) => new((int)Whole(file, "growth_side"), Real(file, "growth_alpha"));

    private static long Whole(SafetensorsFile file, string key)
        => file.Metadata.TryGetValue(key, out string? text) && long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out long value)
            ? value
            : throw Unsaid(file, key);

    private static double Real(SafetensorsFile file, string key)
        => file.Metadata.TryGetValue(key, out string? text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            ? value
            : throw Unsaid(file, key);

    private static UserErrorException Unsaid(SafetensorsFile file, string key)
        => new($"'{file.FilePath}' does not say its {key}: it was written by another program.");

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Text(long[] values) => string.Join(' ', values.Select(Text));
}
