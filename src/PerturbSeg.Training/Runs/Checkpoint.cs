using PerturbSeg.Files;
using PerturbSeg.Torch;
using PerturbSeg.Torch.Safetensors;
using PerturbSeg.Training.Logs;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Schedules;
using PerturbSeg.Training.Settings;
using static PerturbSeg.Training.Runs.CheckpointFile;

namespace PerturbSeg.Training.Runs;

/// <summary>
/// A training on disk: weights, averaged weights, optimiser state, random state, and how far it came, in one safetensors file.
/// Continuing from it gives the same bits as not having stopped.
/// </summary>
public static class Checkpoint
{
    private const string Figures = "figures";
    private const string PathLengthMean = "path_length_mean";
    private const string PendingTerms = "pending_terms";
    private const string PendingSums = "pending.sums"; // a tensor: the scalars that were not yet logged, summed; float64
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
        double[] pendingSums = pending.Sums;
        Tensor sums = Tensor.From<double>(pendingSums, [pendingSums.Length]);
        (string Name, Tensor Value)[] tensors = [(PendingSums, sums), .. state.Tensors, (RandomState, random)];
        Dictionary<string, string> metadata = Metadata(WholeTraining, state.Options, state.Growth);
        metadata["generator_steps"] = Text(state.GeneratorOptimizer.StepCounts);
        metadata["discriminator_steps"] = Text(state.DiscriminatorOptimizer.StepCounts);
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
        metadata[PendingTerms] = pending.Terms;
        if (state.EncoderOptimizer is { } encoder)
            metadata["encoder_steps"] = Text(encoder.StepCounts);
        metadata[PathLengthMean] = Text(state.PathLengthMean.Value);
        metadata[AugmentProbability] = state.AugmentProbability.ToText();
        if (state.Figures is { } figures)
            metadata[Figures] = figures.ToText();
        AtomicFile.Write(path, stream => NamedTensors.Write(stream, tensors, metadata));
    }

    /// <summary>
    /// Reads a checkpoint to go on training. One that is older than augmentations and path lengths, or was imported, goes on with the
    /// probability of its settings and a running mean of 0; from one that is older than the terms in the logs, the next line of the log begins anew.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="device">Where to train.</param>
    /// <param name="pending">Receives the scalars that were not yet logged.</param>
    /// <param name="lastPenalty">The last penalty measured.</param>
    /// <returns>The training, owned by the caller.</returns>
    /// <exception cref="UserErrorException">The file is cut short, of another kind or version.</exception>
    public static TrainingState Load(string path, Device device, ScalarMeans pending, out double lastPenalty)
        => Load(path, device, changed: null, pending, out lastPenalty);

    /// <summary>Reads a checkpoint to go on training with other settings.</summary>
    /// <param name="path">The file.</param>
    /// <param name="device">Where to train.</param>
    /// <param name="changed">The settings, with the networks of the checkpoint; null for its own.</param>
    /// <param name="pending">Receives the scalars that were not yet logged.</param>
    /// <param name="lastPenalty">The last penalty measured.</param>
    /// <returns>The training, owned by the caller.</returns>
    /// <exception cref="UserErrorException">The file is cut short, of another kind or version, or of other networks.</exception>
    internal static TrainingState Load(string path, Device device, TrainingOptions? changed, ScalarMeans pending, out double lastPenalty)
    {
        ArgumentNullException.ThrowIfNull(pending);
        using CheckpointFile file = Open(path, WholeTraining);
        var state = new TrainingState(changed ?? file.Options, device);
        try
        {
            file.Fill(state.Tensors);
            RestoreRandom(state, file);
            state.Restore(file.Whole("steps"), file.Whole("images"), file.Growth);
            state.SettledAt = MaybeWhole(file, SettledAt);
            state.SoundAt = MaybeWhole(file, SoundAt);
            state.Rollbacks = (int)file.Whole("rollbacks");
            file.Fill("generator_steps", state.GeneratorOptimizer.StepCounts);
            file.Fill("discriminator_steps", state.DiscriminatorOptimizer.StepCounts);
            if (state.EncoderOptimizer is { } encoder)
                file.Fill("encoder_steps", encoder.StepCounts);
            state.RateFactor = file.Real("rate_factor");
            lastPenalty = file.Real("last_penalty");
            state.Figures = FiguresOf(file);
            state.PathLengthMean.Value = file.Said(PathLengthMean) is null ? 0 : file.Real(PathLengthMean);
            if (file.Said(AugmentProbability) is { } probability && !state.AugmentProbability.Restore(probability))
                throw file.Unsaid(AugmentProbability);
            RestorePending(pending, file);
            return state;
        }
        catch
        {
            state.Dispose();
            throw;
        }
    }

    /// <summary>Reads what a training came to, without its tensors.</summary>
    /// <param name="path">The file.</param>
    /// <returns>How far it had come; photos shown at the last checkpoint whose split was right, null for none; what the monitors measured last, null where they had not.</returns>
    /// <exception cref="UserErrorException">The file is cut short, of another kind or version.</exception>
    internal static (TrainingProgress Progress, long? SoundAt, DegeneracyFigures? Figures) Outcome(string path)
    {
        using CheckpointFile file = Open(path, WholeTraining);
        return (new TrainingProgress(file.Whole("images"), MaybeWhole(file, SettledAt)), MaybeWhole(file, SoundAt), FiguresOf(file));
    }

    /// <summary>Reads the averaged generator and the discriminator alone: what fitting and segmenting need.</summary>
    /// <param name="path">The file.</param>
    /// <param name="device">Where to.</param>
    /// <returns>Networks without gradients, owned by the caller, and their settings.</returns>
    /// <exception cref="UserErrorException">The file is cut short, of another kind or version.</exception>
    public static (LayeredGenerator Generator, Discriminator Discriminator, TrainingOptions Options) LoadNetworks(string path, Device device)
    {
        using CheckpointFile file = Open(path, WholeTraining);
        using var random = new RandomGenerator(file.Options.Seed, device);
        LayeredGenerator generator = GeneratorOf(file, random);
        Discriminator? discriminator = null;
        try
        {
            discriminator = Discriminator.Create(file.Options.Network, random);
            file.Fill(discriminator.State.Select(tensor => ($"discriminator.{tensor.Name}", tensor.Value)));
            discriminator.Growth = file.Growth;
            discriminator.RequireGradients(false);
            return (generator, discriminator, file.Options);
        }
        catch
        {
            generator.Dispose();
            discriminator?.Dispose();
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
        using CheckpointFile file = Open(path, WholeTraining, GeneratorAlone);
        using var random = new RandomGenerator(file.Options.Seed, device);
        return (GeneratorOf(file, random), file.Options);
    }

    private static LayeredGenerator GeneratorOf(CheckpointFile file, RandomGenerator random)
    {
        var generator = new LayeredGenerator(file.Options.Network, random);
        try
        {
            file.Fill(generator.State.Select(tensor => ($"average.{tensor.Name}", tensor.Value)));
            generator.Growth = file.Growth;
            generator.RequireGradients(false);
            return generator;
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
            AtomicFile.Write(path, stream => NamedTensors.Write(stream, halves, Metadata(GeneratorAlone, options, generator.Growth)));
        }
    }

    private static void RestoreRandom(TrainingState state, CheckpointFile file)
    {
        using Tensor random = file.Read(RandomState);
        try
        {
            state.Random.SetState(random);
        }
        catch (TorchException)
        {
            throw file.Unsaid(RandomState);
        }
    }

    private static void RestorePending(ScalarMeans pending, CheckpointFile file)
    {
        if (file.Said(PendingTerms) is not { } terms)
        {
            pending.Clear();
            return;
        }

        using Tensor sums = file.Read(PendingSums);
        if (sums.Type != ScalarType.Float64 || !pending.Restore(sums.ToArray<double>(), terms, file.Whole("pending_steps")))
            throw file.Unsaid(PendingTerms);
    }

    private static long? MaybeWhole(CheckpointFile file, string key) => file.Said(key) is null ? null : file.Whole(key);

    private static DegeneracyFigures? FiguresOf(CheckpointFile file)
        => file.Said(Figures) is { } figures ? DegeneracyFigures.FromText(figures) ?? throw file.Unsaid(Figures) : null;
}
