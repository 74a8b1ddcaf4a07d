using PerturbSeg.Files;
using PerturbSeg.Torch;
using PerturbSeg.Torch.Safetensors;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Settings;
using static PerturbSeg.Training.Runs.CheckpointFile;

namespace PerturbSeg.Training.Import;

/// <summary>The checkpoint of a training that is about to begin with networks that were trained elsewhere, written one tensor at a time.</summary>
internal static class ImportedCheckpoint
{
    /// <summary>Writes it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">The settings.</param>
    /// <param name="growth">How far the networks have grown.</param>
    /// <param name="networks">All tensors of the generator, the discriminator and the average; all are trained.</param>
    /// <param name="device">Where the training is to go on: random states are of one kind of device.</param>
    public static void Save(string path, TrainingOptions options, Growth growth, IReadOnlyList<CheckpointTensor> networks, Device device)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(networks);
        using var scope = new TensorScope();
        using var random = new RandomGenerator(options.Seed, device);
        Tensor randomState = random.GetState();
        CheckpointTensor[] generator = Optimised("generator"), discriminator = Optimised("discriminator");
        TensorDeclaration[] moments = [.. generator.Concat(discriminator).SelectMany(tensor => new[] { Moment(tensor, "mean"), Moment(tensor, "square") })];
        Dictionary<string, string> metadata = Metadata(WholeTraining, options, growth);
        metadata["generator_steps"] = Text(new long[generator.Length]);
        metadata["discriminator_steps"] = Text(new long[discriminator.Length]);
        foreach (string count in (string[])["steps", "images", "rollbacks", "last_penalty"])
            metadata[count] = Text(0L);
        metadata["rate_factor"] = Text(1L);
        AtomicFile.Write(path, stream =>
        {
            var writer = new SafetensorsWriter(
                stream,
                [
                    .. networks.Select(tensor => new TensorDeclaration(tensor.Name, ScalarType.Float32, tensor.Shape)),
                    .. moments,
                    new TensorDeclaration(RandomState, randomState.Type, randomState.Shape.ToArray()),
                ],
                metadata);
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
}
