using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PerturbSeg.Files;
using PerturbSeg.Segmentation;
using PerturbSeg.Torch;
using PerturbSeg.Training.Logs;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.Runs;

/// <summary>A run on disk: settings, checkpoints, sample sheets, logs, and what is fitted on top.</summary>
public sealed partial class RunFolder
{
    /// <summary>The version of the folder's form; others are refused.</summary>
    public const int FormatVersion = 1;

    /// <summary>The file in the folder that a report takes for what <c>evaluate --json</c> printed of the run.</summary>
    public const string EvaluationFileName = "evaluation.json";

    private const string ConfigurationFile = "config.json", CheckpointFolder = "checkpoints", SampleFolder = "samples", Report = "report.html", Stem = "kimg-";
    private const string Segmenter = "segmenter.safetensors", Encoder = "encoder.safetensors", Generator = "generator.safetensors";
    private const int KeptCheckpoints = 2;

    private RunFolder(string path, RunConfiguration configuration)
    {
        FolderPath = path;
        Configuration = configuration;
    }

    /// <summary>Where the folder is.</summary>
    public string FolderPath { get; }

    /// <summary>What <c>config.json</c> says.</summary>
    public RunConfiguration Configuration { get; }

    /// <summary>The folder's settings.</summary>
    public string ConfigurationPath => Path.Combine(FolderPath, ConfigurationFile);

    /// <summary>The folder's fitted segmenter.</summary>
    public string SegmenterPath => Path.Combine(FolderPath, Segmenter);

    /// <summary>The folder's fitted encoder.</summary>
    public string EncoderPath => Path.Combine(FolderPath, Encoder);

    /// <summary>The averaged generator alone, of runs that were made small (<c>export --model</c>).</summary>
    public string GeneratorPath => Path.Combine(FolderPath, Generator);

    /// <summary>Where <see cref="EvaluationFileName"/> is looked for.</summary>
    public string EvaluationPath => Path.Combine(FolderPath, EvaluationFileName);

    /// <summary>The run's report, unless another place is named.</summary>
    public string ReportPath => Path.Combine(FolderPath, Report);

    /// <summary>Begins a run.</summary>
    /// <param name="path">A folder that does not exist, or holds no run.</param>
    /// <param name="configuration">The settings.</param>
    /// <exception cref="UserErrorException">There is a run already, or something of the names that trainings give their files.</exception>
    /// <exception cref="FileWriteException">The folder cannot be written.</exception>
    public static RunFolder Create(string path, RunConfiguration configuration)
    {
        if (IsIn(path))
            throw new UserErrorException($"'{path}' already holds a run: choose another folder, or go on with it by train --resume.");
        string[] there = Directory.Exists(path) ? [.. Directory.EnumerateFileSystemEntries(path)] : [];
        if (there.FirstOrDefault(entry => Path.GetFileName(entry) is AttemptFolder or SearchFolder or SearchFolder + ".done") is { } kept)
            throw new UserErrorException($"'{path}' holds '{Path.GetFileName(kept)}', which trainings write over, and no run: choose another folder, or, where a training was killed, go on with it by train --resume.");
        if (there.FirstOrDefault(IsWrittenOver) is { } foreign)
            throw new UserErrorException($"'{path}' holds '{Path.GetFileName(foreign)}', which trainings write over, and no run: choose another folder.");
        configuration = configuration with { Libtorch = TorchRuntime.Version };
        AtomicFile.WriteText(Path.Combine(path, ConfigurationFile), JsonSerializer.Serialize(configuration, TrainingJson.Options) + "\n");
        return new RunFolder(path, configuration);
    }

    /// <summary>Where attempts that were put aside lie in a run folder, and candidates of a search for η while it goes on.</summary>
    internal const string AttemptFolder = "attempts", SearchFolder = "min-mask";

    /// <summary>Whether a run was begun in a folder.</summary>
    /// <param name="path">The folder; need not exist.</param>
    public static bool IsIn(string path) => File.Exists(Path.Combine(path, ConfigurationFile));

    /// <summary>Whether a file is the one that makes its folder a run.</summary>
    internal static bool IsConfiguration(string file) => Path.GetFileName(file) == ConfigurationFile;

    /// <summary>Whether a file or a folder in a run folder is of its networks: what trainings and fits write, its evaluation and its report.</summary>
    internal static bool IsOfRun(string entry) => IsWrittenOver(entry) || Path.GetFileName(entry) is EvaluationFileName or Report;

    // What trainings and fits write.
    private static bool IsWrittenOver(string entry)
        => Path.GetFileName(entry) is var name
            && (name is ConfigurationFile or CheckpointFolder or SampleFolder or ScalarLogs.MetricsFileName or Segmenter or Encoder or Generator
                || name == SegmentationModel.PathIn(string.Empty)
                || name.StartsWith(TensorBoardEvents.FilePrefix, StringComparison.Ordinal));

    /// <summary>Opens a run.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="UserErrorException">It is missing, no run folder, or of another version.</exception>
    public static RunFolder Open(string path)
    {
        string file = Path.Combine(path, ConfigurationFile);
        if (!File.Exists(file))
            throw new UserErrorException($"'{path}' is no run folder (it has no {ConfigurationFile}): name a folder made by 'perturbseg train'.");
        try
        {
            JsonObject configuration = TrainingJson.ReadObject(File.ReadAllText(file));
            int format = configuration["format"]?.GetValue<int>() ?? throw new JsonException("It does not say its format.");
            if (format != FormatVersion)
                throw new UserErrorException($"The run '{path}' has format {format}, this program reads {FormatVersion}: use the program that made it.");
            if (configuration["options"] is JsonObject options)
                OlderSettings.Renew(options);
            return new RunFolder(path, configuration.Deserialize<RunConfiguration>(TrainingJson.Options)!);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException or FormatException or IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"'{file}' cannot be read ({broken.Message.TrimEnd('.')}): restore it, or train anew in another folder.", broken);
        }
    }

    /// <summary>Opens the run of a checkpoint.</summary>
    /// <param name="checkpoint">A file that <see cref="CheckpointPath"/> named.</param>
    /// <exception cref="UserErrorException">Its folder is no run folder, or one of another version.</exception>
    public static RunFolder Of(string checkpoint) => Open(Path.GetDirectoryName(Path.GetDirectoryName(checkpoint)!)!);

    /// <summary>Removes what <see cref="Create"/> wrote, where the run could not be begun.</summary>
    public void Abandon()
    {
        File.Delete(Path.Combine(FolderPath, ConfigurationFile));
        string checkpoints = CheckpointsIn(FolderPath);
        if (Directory.Exists(checkpoints) && !Directory.EnumerateFileSystemEntries(checkpoints).Any())
            Directory.Delete(checkpoints);
        if (!Directory.EnumerateFileSystemEntries(FolderPath).Any())
            Directory.Delete(FolderPath);
    }

    /// <summary>Whether there is a checkpoint: a run that ended in its first moments has none.</summary>
    public bool HasCheckpoint => Checkpoints().Any();

    /// <summary>The newest checkpoint.</summary>
    /// <exception cref="UserErrorException">There is none.</exception>
    public string LatestCheckpoint()
        => Checkpoints().LastOrDefault()
            ?? throw new UserErrorException(File.Exists(GeneratorPath)
                ? $"'{FolderPath}' was made small by export --model, and has no checkpoint: name the run that it was made from."
                : $"The run '{FolderPath}' has no checkpoint: train it on with {ShellWords.Command("train", "--out", FolderPath, "--data", "SET", "--kimg", "COUNT", "--resume")}.");

    /// <summary>The checkpoint's file at a number of images.</summary>
    public string CheckpointPath(long imagesSeen) => Path.Combine(CheckpointsIn(FolderPath), $"{Stem}{Kimg(imagesSeen)}.safetensors");

    /// <summary>Where the sample sheets lie.</summary>
    public string SampleFolderPath => Path.Combine(FolderPath, SampleFolder);

    /// <summary>The sample sheet's file at a number of images.</summary>
    public string SamplePath(long imagesSeen) => Path.Combine(SampleFolderPath, $"{Stem}{Kimg(imagesSeen)}.png");

    /// <summary>The sample sheets in the order of time, with the thousands of images they were drawn at.</summary>
    public IReadOnlyList<(double Kimg, string Path)> Samples()
    {
        string folder = SampleFolderPath;
        return Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, $"{Stem}*.png").Where(IsNumbered).Order(StringComparer.Ordinal).Select(file => (KimgOf(file), file))] : [];
    }

    /// <summary>The thousands of images that a checkpoint or a sample sheet was written at.</summary>
    /// <param name="file">A file that this folder named.</param>
    public static double KimgOf(string file)
        => double.Parse(Path.GetFileNameWithoutExtension(file)[Stem.Length..], CultureInfo.InvariantCulture);

    /// <summary>Whether a file of a run folder is one that trainings write as they go: a checkpoint, a sample sheet or the log of figures.</summary>
    /// <param name="file">The file.</param>
    public static bool IsOfTraining(string file)
        => Path.GetFileName(file) is var name && (name == ScalarLogs.MetricsFileName || name.StartsWith(Stem, StringComparison.Ordinal));

    /// <summary>Deletes all but the newest two checkpoints, and one more that is to stay.</summary>
    /// <param name="kept">Photos shown at that one; null for none.</param>
    public void PruneCheckpoints(long? kept = null)
    {
        string? stays = kept is { } images ? CheckpointPath(images) : null;
        foreach (string old in Checkpoints().SkipLast(KeptCheckpoints).Where(old => old != stays))
            File.Delete(old);
    }

    /// <summary>Whether there is something that paints.</summary>
    public bool HasGenerator => HasCheckpoint || File.Exists(GeneratorPath);

    /// <summary>The file that <see cref="LoadGenerator"/> reads: the newest checkpoint, or the generator alone where there is none.</summary>
    /// <exception cref="UserErrorException">There is neither.</exception>
    public string GeneratorFile => !HasCheckpoint && File.Exists(GeneratorPath) ? GeneratorPath : LatestCheckpoint();

    /// <summary>Reads the averaged generator.</summary>
    /// <param name="device">Where to.</param>
    /// <returns>The network without gradients, owned by the caller, and its settings.</returns>
    /// <exception cref="UserErrorException">There is none that can be read.</exception>
    public (LayeredGenerator Generator, TrainingOptions Options) LoadGenerator(Device device) => FromGenerator(path => Checkpoint.LoadGenerator(path, device));

    /// <summary>Reads the averaged generator and the discriminator of the newest checkpoint.</summary>
    /// <param name="device">Where to.</param>
    /// <returns>Networks without gradients, owned by the caller, and their settings.</returns>
    /// <exception cref="UserErrorException">There is no checkpoint that can be read.</exception>
    public (LayeredGenerator Generator, Discriminator Discriminator, TrainingOptions Options) LoadNetworks(Device device)
        => FromLatest(path => Checkpoint.LoadNetworks(path, device));

    /// <summary>Reads the newest checkpoint of a run that may be training: where it is deleted before it was opened, the one that is the newest by then.</summary>
    /// <param name="read">Reads a checkpoint.</param>
    /// <exception cref="UserErrorException">There is no readable checkpoint.</exception>
    internal T FromLatest<T>(Func<string, T> read) => FromNewest(LatestCheckpoint, read);

    /// <summary>Reads <see cref="GeneratorFile"/> in the same way.</summary>
    /// <param name="read">Reads the file.</param>
    /// <exception cref="UserErrorException">There is none that can be read.</exception>
    internal T FromGenerator<T>(Func<string, T> read) => FromNewest(() => GeneratorFile, read);

    private static T FromNewest<T>(Func<string> newest, Func<string, T> read)
    {
        while (true)
        {
            string path = newest();
            try
            {
                return read(path);
            }
            catch (FileNotFoundException) when (newest() != path)
            {
            }
        }
    }

    /// <summary>Where the checkpoints of a run lie.</summary>
    /// <param name="path">The run folder.</param>
    internal static string CheckpointsIn(string path) => Path.Combine(path, CheckpointFolder);

    private IEnumerable<string> Checkpoints()
    {
        string folder = CheckpointsIn(FolderPath);
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder, $"{Stem}*.safetensors").Where(IsNumbered).Order(StringComparer.Ordinal) : [];
    }

    // Copies that somebody keeps under names of their own are none of the training's.
    private static bool IsNumbered(string file) => Numbered().IsMatch(Path.GetFileNameWithoutExtension(file));

    [GeneratedRegex($@"^{Stem}\d{{6,}}\.\d{{3}}$")]
    private static partial Regex Numbered();

    // Six digits of kimg and three of images keep the order of names the order of time.
    private static string Kimg(long imagesSeen)
        => string.Create(CultureInfo.InvariantCulture, $"{imagesSeen / 1000:000000}.{imagesSeen % 1000:000}");
}
