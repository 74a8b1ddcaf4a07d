using System.Globalization;
using System.Text.RegularExpressions;
using PerturbSeg.Torch;
using PerturbSeg.Torch.TorchSave;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.Import;

/// <summary>
/// A checkpoint of the published trainer: generator, discriminator, averaged generator, and how far they had grown. The state of the
/// optimisers is left: training that goes on begins theirs anew.
/// </summary>
public sealed partial class PublishedCheckpoint : IDisposable
{
    private readonly TorchSaveFile _file;
    private readonly PublishedStateDict _generator;
    private readonly PublishedStateDict _average;
    private readonly PublishedStateDict _discriminator;

    private PublishedCheckpoint(TorchSaveFile file)
    {
        _file = file;
        Network = FormOf(file);
        Growth = new Growth(Network.Resolution, file.Root["alpha"].AsNumber());
        if (Growth.Alpha is not (>= 0 and <= 1))
            throw new UserErrorException($"'alpha' in '{file.FilePath}' is {Growth.Alpha}, not from 0 to 1: it is no checkpoint of the published trainer.");
        IReadOnlyList<PublishedTensor> generator = PublishedNames.OfGenerator(Network);
        _generator = new PublishedStateDict(file, "generator", generator);
        _average = new PublishedStateDict(file, "generator_running", generator);
        _discriminator = new PublishedStateDict(file, "discriminator", PublishedNames.OfDiscriminator(Network));
    }

    /// <summary>The form of the networks.</summary>
    public NetworkOptions Network { get; }

    /// <summary>How far they had grown.</summary>
    public Growth Growth { get; }

    /// <summary>Every tensor with our name, to be read one at a time.</summary>
    public IEnumerable<CheckpointTensor> Tensors
        => _generator.Tensors("generator").Concat(_discriminator.Tensors("discriminator")).Concat(_average.Tensors("average"));

    /// <summary>Opens a checkpoint and checks that every name is known and none is missing.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="UserErrorException">It cannot be read, or is no checkpoint of the published trainer.</exception>
    public static PublishedCheckpoint Open(string path)
    {
        TorchSaveFile? file = null;
        try
        {
            file = TorchSaveFile.Open(path);
            return new PublishedCheckpoint(file);
        }
        catch (Exception failure)
        {
            file?.Dispose();
            throw failure switch
            {
                TorchSaveFormatException broken => Refuse(path, broken),
                IOException or UnauthorizedAccessException => new UserErrorException($"'{path}' cannot be read ({failure.Message}): name a file that you may read.", failure),
                _ => failure,
            };
        }
    }

    internal static UserErrorException Refuse(string path, TorchSaveFormatException broken)
        => new($"'{path}' cannot be imported ({broken.Reason}): name a checkpoint that the published trainer wrote.", broken);

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    // What the names and a few shapes say; the rest is compared with what follows from it.
    private static NetworkOptions FormOf(TorchSaveFile file)
    {
        IReadOnlyList<(string Name, SavedTensor Tensor)> generator = file.Root["generator"].AsNamedTensors();
        GeneratorVariant variant =
            generator.Any(tensor => tensor.Name.StartsWith("generator_bg.", StringComparison.Ordinal)) ? GeneratorVariant.TwoGenerators
            : generator.Any(tensor => tensor.Name.StartsWith("generator.generators.", StringComparison.Ordinal)) ? GeneratorVariant.SharedMapping
            : GeneratorVariant.OneGenerator;
        Match[] names = [.. generator.Select(tensor => LayerName().Match(tensor.Name)).Where(match => match.Success)];
        int largest = Highest(names, "block"), mapping = Highest(names, "mapping");
        SavedTensor? start = generator.FirstOrDefault(tensor => tensor.Name.EndsWith("progression.0.conv1.input", StringComparison.Ordinal)).Tensor;
        SavedTensor? style = generator.FirstOrDefault(tensor => tensor.Name.EndsWith(".style.1.linear.bias", StringComparison.Ordinal)).Tensor;
        if (largest is < 1 or > 8 || mapping < 1 || start?.Shape.Length != 4 || style?.Shape.Length != 1)
            throw new UserErrorException($"'generator' in '{file.FilePath}' holds no generator of the published trainer, but {Told(generator)}: name a checkpoint that it wrote.");
        long step = file.Root["step"].AsWholeNumber();
        if (step < 1 || step > largest)
            throw new UserErrorException($"'step' in '{file.FilePath}' is {step}, its generator has steps 1 to {largest}: it is no checkpoint of the published trainer.");
        NetworkOptions options = PublishedPresets.LsunCar.Network with
        {
            Variant = variant,
            Resolution = SynthesisNetwork.StartSide << (int)step,
            LargestResolution = SynthesisNetwork.StartSide << largest,
            LatentSize = (int)Math.Min(style.Shape[0], int.MaxValue),
            MappingDepth = (mapping + 1) / 2,
            Width = start.Shape[1] / 512.0,
        };
        options.Validate();
        return options;
    }

    private static int Highest(IEnumerable<Match> names, string group)
        => names.Select(name => name.Groups[group]).Where(found => found.Success)
            .Select(found => int.Parse(found.Value, CultureInfo.InvariantCulture)).DefaultIfEmpty(-1).Max();

    private static string Told(IReadOnlyList<(string Name, SavedTensor Tensor)> tensors)
        => tensors.Count == 0 ? "nothing" : string.Join(", ", tensors.Take(3).Select(tensor => UntrustedText.Show(tensor.Name))) + (tensors.Count > 3 ? ", …" : string.Empty);

    [GeneratedRegex(@"\.(progression\.(?<block>\d{1,4})\.|style\.(?<mapping>\d{1,4})\.)")]
    private static partial Regex LayerName();
}
