using System.Globalization;
using PerturbSeg.Files;
using PerturbSeg.Torch;
using PerturbSeg.Torch.Layers;
using PerturbSeg.Torch.Safetensors;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Runs;

namespace PerturbSeg.Training.Fitting;

/// <summary>The files <c>segmenter.safetensors</c> and <c>encoder.safetensors</c> of a run folder.</summary>
public static class FittedNetworkFile
{
    private const string StepsKey = "steps";
    private const string CutOutStepsKey = "cutout_steps";
    private const string FinerStepsKey = "finer_steps";
    private const string ShortOfTimeKey = "short_of_time";
    private const string CorrectionStepsKey = "correction_steps";
    private const string SeedKey = "seed";
    private const string LossKey = "final_loss";
    private const string OverlapKey = "silhouette_overlap";
    private const string AgreementKey = "self_agreement";
    private const string SideKey = "side";
    private const string ChannelsKey = "channels";
    private const string CheckpointKey = "checkpoint";
    private const int SegmenterVersion = 1, EncoderVersion = 2; // 2: places of an encoder's outputs are a tenth of what they were

    /// <summary>Where a method's network lies in a run folder.</summary>
    /// <param name="run">The run folder.</param>
    /// <param name="method">One of <see cref="FitMethods.All"/>.</param>
    public static string PathIn(RunFolder run, string method)
    {
        ArgumentNullException.ThrowIfNull(run);
        return method switch
        {
            FitMethods.Segmenter => run.SegmenterPath,
            FitMethods.Encoder => run.EncoderPath,
            _ => throw new UserErrorException($"'{method}' is no method; choose from {string.Join(", ", FitMethods.All)}."),
        };
    }

    /// <summary>Writes a network; the file appears whole or not at all.</summary>
    /// <param name="run">The run folder; an earlier network of the method is replaced.</param>
    /// <param name="network">What to write: parameters and running statistics.</param>
    /// <param name="facts">How it was fitted.</param>
    /// <returns>The file.</returns>
    /// <exception cref="FileWriteException">The file cannot be written; an earlier one is left as it was.</exception>
    public static string Save(RunFolder run, Module network, FitFacts facts)
    {
        using PartialFile file = Write(run, network, facts);
        file.Commit();
        return PathIn(run, facts.Method);
    }

    /// <summary>Writes a network beside its file.</summary>
    /// <param name="run">The run folder.</param>
    /// <param name="network">What to write: parameters and running statistics.</param>
    /// <param name="facts">How it was fitted.</param>
    /// <returns>The file on its way.</returns>
    internal static PartialFile Write(RunFolder run, Module network, FitFacts facts)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(facts);
        string path = PathIn(run, facts.Method);
        (string Name, Tensor Value)[] state = [.. network.State];
        var metadata = new Dictionary<string, string>
        {
            [FileMark.KindKey] = facts.Method,
            [FileMark.VersionKey] = Text(VersionOf(facts.Method)),
            [StepsKey] = Text(facts.Steps),
            [CutOutStepsKey] = Text(facts.CutOutSteps),
            [FinerStepsKey] = Text(facts.FinerSteps),
            [ShortOfTimeKey] = facts.ShortOfTime.ToString(),
            [CorrectionStepsKey] = Text(facts.CorrectionSteps),
            [SeedKey] = Text(facts.Seed),
            [LossKey] = Text(facts.FinalLoss),
            [SideKey] = Text(facts.Side),
            [ChannelsKey] = Text(facts.Channels),
            [CheckpointKey] = facts.Checkpoint,
        };
        if (facts.Consistency is { } consistency)
            (metadata[AgreementKey], metadata[OverlapKey]) = (Text(consistency.SelfAgreement), Text(consistency.SilhouetteOverlap));
        return PartialFile.Write(path, stream => NamedTensors.Write(stream, state, metadata));
    }

    /// <summary>Reads how a network was fitted.</summary>
    /// <param name="run">The run folder.</param>
    /// <param name="method">The method asked for.</param>
    /// <exception cref="UserErrorException">The file is missing, damaged, or of another version.</exception>
    public static FitFacts ReadFacts(RunFolder run, string method)
    {
        using SafetensorsFile file = Open(run, method);
        return Facts(file, run, method);
    }

    /// <summary>Fills a network with the values of the file.</summary>
    /// <param name="run">The run folder.</param>
    /// <param name="method">The method asked for.</param>
    /// <param name="network">A network of the form that was saved; its values are overwritten.</param>
    /// <exception cref="UserErrorException">The file is missing, damaged, or of another version or form.</exception>
    public static void Load(RunFolder run, string method, Module network)
    {
        ArgumentNullException.ThrowIfNull(network);
        using SafetensorsFile file = Open(run, method);
        Facts(file, run, method);
        Fill(network, file, run, method);
    }

    /// <summary>Reads the fitted segmenter of a run.</summary>
    /// <param name="run">The run folder.</param>
    /// <param name="facts">What <see cref="ReadFacts"/> says of it.</param>
    /// <param name="device">Where to.</param>
    /// <returns>A network that the caller disposes.</returns>
    /// <exception cref="UserErrorException">The file is missing, damaged, or of another version or form.</exception>
    public static Segmenter LoadSegmenter(RunFolder run, FitFacts facts, Device device = default)
    {
        ArgumentNullException.ThrowIfNull(facts);
        using SafetensorsFile file = Open(run, FitMethods.Segmenter);
        if (Facts(file, run, FitMethods.Segmenter).Channels != facts.Channels || !HasChannels(file, facts.Channels)) // before memory is taken for as many as the file says
            throw Unusable(file.FilePath, run, FitMethods.Segmenter, $"its tensors are not of {facts.Channels} channels, as it says");
        using var random = new RandomGenerator(facts.Seed, device);
        var segmenter = new Segmenter(facts.Channels, random);
        try
        {
            Fill(segmenter, file, run, FitMethods.Segmenter);
            return segmenter;
        }
        catch
        {
            segmenter.Dispose();
            throw;
        }
    }

    private static bool HasChannels(SafetensorsFile file, int channels)
        => channels >= 1 && file.Contains(Segmenter.FirstWeight) && file[Segmenter.FirstWeight].Shape is [var first, ..] && first == channels;

    private static void Fill(Module network, SafetensorsFile file, RunFolder run, string method)
    {
        using var scope = new TensorScope();
        using Autograd.Mode recording = Autograd.NoGradient();
        foreach ((string name, Tensor value) in network.State)
        {
            if (!file.Contains(name) || file[name].Type != value.Type || !value.Shape.SequenceEqual(file[name].Shape))
                throw Unusable(file.FilePath, run, method, $"its tensor '{name}' is missing or of another shape");
            value.CopyFrom(NamedTensors.Read(file, name));
        }
    }

    private static SafetensorsFile Open(RunFolder run, string method)
    {
        string path = PathIn(run, method);
        if (!File.Exists(path))
            throw new UserErrorException($"'{run.FolderPath}' has no {method} yet: run {Command(run, method)} first.");
        try
        {
            return SafetensorsFile.Open(path);
        }
        catch (SafetensorsFormatException exception)
        {
            throw Unusable(path, run, method, exception.Reason, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"'{path}' cannot be read: {exception.Message.TrimEnd('.')}.", exception);
        }
    }

    private static FitFacts Facts(SafetensorsFile file, RunFolder run, string method)
    {
        if (file.Metadata.GetValueOrDefault(FileMark.KindKey) != method)
            throw Unusable(file.FilePath, run, method, $"it holds no {method}");
        if (file.Metadata.GetValueOrDefault(FileMark.VersionKey) is var version && version != Text(VersionOf(method)))
            throw Unusable(file.FilePath, run, method, $"it is of version {version ?? "none"}, and this program reads version {VersionOf(method)}");
        try
        {
            return new FitFacts
            {
                Method = method,
                Steps = int.Parse(file.Metadata[StepsKey], CultureInfo.InvariantCulture),
                CutOutSteps = int.Parse(file.Metadata.GetValueOrDefault(CutOutStepsKey, "0"), CultureInfo.InvariantCulture), // files before the game have none
                CorrectionSteps = int.Parse(file.Metadata.GetValueOrDefault(CorrectionStepsKey, "0"), CultureInfo.InvariantCulture),
                FinerSteps = int.Parse(file.Metadata.GetValueOrDefault(FinerStepsKey, "0"), CultureInfo.InvariantCulture), // and those before 0.3
                ShortOfTime = bool.Parse(file.Metadata.GetValueOrDefault(ShortOfTimeKey, bool.FalseString)),
                Seed = ulong.Parse(file.Metadata[SeedKey], CultureInfo.InvariantCulture),
                FinalLoss = Number(LossKey),
                Consistency = file.Metadata.ContainsKey(AgreementKey) ? new PhotoConsistency(Number(AgreementKey), Number(OverlapKey)) : null,
                Side = int.Parse(file.Metadata[SideKey], CultureInfo.InvariantCulture),
                Channels = int.Parse(file.Metadata[ChannelsKey], CultureInfo.InvariantCulture),
                Checkpoint = file.Metadata[CheckpointKey],
            };
        }
        catch (Exception exception) when (exception is KeyNotFoundException or FormatException or OverflowException)
        {
            throw Unusable(file.FilePath, run, method, "its metadata are incomplete", exception);
        }

        double Number(string key) => double.Parse(file.Metadata[key], CultureInfo.InvariantCulture);
    }

    private static int VersionOf(string method) => method == FitMethods.Encoder ? EncoderVersion : SegmenterVersion;

    private static UserErrorException Unusable(string path, RunFolder run, string method, string reason, Exception? inner = null)
    {
        string message = $"'{path}' cannot be used ({reason}): run {Command(run, method)} again.";
        return inner is null ? new UserErrorException(message) : new UserErrorException(message, inner);
    }

    private static string Command(RunFolder run, string method) => ShellWords.Command(["fit", "--run", run.FolderPath, .. method == FitMethods.Encoder ? (string[])["--data", "SET"] : [], "--method", method]);

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
