using System.Globalization;
using System.Text.Json;
using PerturbSeg.Torch;
using PerturbSeg.Torch.Safetensors;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.Runs;

/// <summary>The form of a checkpoint: the settings, counts and tensors that its safetensors file holds, by name.</summary>
internal sealed class CheckpointFile : IDisposable
{
    /// <summary>A whole training.</summary>
    public const string WholeTraining = "checkpoint";

    /// <summary>The averaged generator alone.</summary>
    public const string GeneratorAlone = "generator";

    /// <summary>The tensor of the random state.</summary>
    public const string RandomState = "random.state";

    private const string OptionsKey = "options";
    private const string SideKey = "growth_side";
    private const string AlphaKey = "growth_alpha";
    private const long FormatVersion = 2;

    private readonly SafetensorsFile _file;

    private CheckpointFile(SafetensorsFile file, TrainingOptions options) => (_file, Options) = (file, options);

    /// <summary>The settings of the training.</summary>
    public TrainingOptions Options { get; }

    /// <summary>How far the networks have grown.</summary>
    /// <exception cref="UserErrorException">It says a side or a share that its networks do not have.</exception>
    public Growth Growth
    {
        get
        {
            (long side, double alpha) = (Whole(SideKey), Real(AlphaKey));
            bool isOne = Options.Network.Architecture == Architecture.StyleGan1
                ? side >= ImageResolution.Min && side <= Options.Network.BuiltResolution && long.IsPow2(side) && alpha is >= 0 and <= 1
                : side == Options.Network.Resolution && alpha == 1;
            if (!isOne)
                throw new UserErrorException($"'{_file.FilePath}' says a growth that its networks do not have: it was written by another program.");
            return new Growth((int)side, alpha);
        }
    }

    /// <summary>Opens a file, and checks what it is.</summary>
    /// <param name="path">The file.</param>
    /// <param name="kinds">What it may hold.</param>
    /// <returns>The file, owned by the caller.</returns>
    /// <exception cref="UserErrorException">The file is cut short, of another kind or version, without readable settings, or cannot be read.</exception>
    /// <exception cref="FileNotFoundException">It is not there.</exception>
    public static CheckpointFile Open(string path, params ReadOnlySpan<string> kinds)
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
        catch (Exception unread) when (unread is IOException and not FileNotFoundException or UnauthorizedAccessException) // one that is gone was pruned: RunFolder.FromNewest looks for another
        {
            throw new UserErrorException($"The checkpoint '{path}' cannot be read: {unread.Message.TrimEnd('.')}.", unread);
        }

        try
        {
            if (!file.Metadata.TryGetValue(FileMark.KindKey, out string? kind) || !kinds.Contains(kind))
                throw new UserErrorException($"'{path}' is no checkpoint: name a run folder made by 'perturbseg train'.");
            if (Whole(file, FileMark.VersionKey) is var version and not FormatVersion)
                throw new UserErrorException($"The checkpoint '{path}' is of version {version}, this program reads {FormatVersion}: use the program that wrote it.");
            TrainingOptions options = TrainingOptions.FromJson(file.Metadata[OptionsKey]);
            options.Validate();
            return new CheckpointFile(file, options);
        }
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            bool isOfAnother = IsOfAnother(broken, file);
            file.Dispose();
            throw new UserErrorException(
                isOfAnother
                    ? $"The checkpoint '{path}' has settings that this program does not know ({broken.Message.TrimEnd('.')}): use the program that wrote it."
                    : $"The checkpoint '{path}' has no readable settings: delete it to go on from the one before.",
                broken);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    // A later version has settings of its own, and nothing is wrong with its files.
    private static bool IsOfAnother(Exception broken, SafetensorsFile file)
    {
        try
        {
            return broken is JsonException && file.Metadata.TryGetValue(OptionsKey, out string? text) && TrainingJson.ReadObject(text).Count > 0;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>What a file says of itself before anything else is added.</summary>
    /// <param name="kind">What it holds.</param>
    /// <param name="options">The settings of the training.</param>
    /// <param name="growth">How far the networks have grown.</param>
    /// <returns>Texts by key, to be added to.</returns>
    public static Dictionary<string, string> Metadata(string kind, TrainingOptions options, Growth growth) => new()
    {
        [FileMark.KindKey] = kind,
        [FileMark.VersionKey] = Text(FormatVersion),
        [OptionsKey] = options.ToJson(),
        [SideKey] = Text(growth.Side),
        [AlphaKey] = Text(growth.Alpha),
    };

    /// <summary>A number as the file has it.</summary>
    /// <param name="value">The number.</param>
    /// <returns>Its text.</returns>
    public static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc cref="Text(long)"/>
    public static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Numbers as the file has them.</summary>
    /// <param name="values">The numbers.</param>
    /// <returns>Their text.</returns>
    public static string Text(long[] values) => string.Join(' ', values.Select(Text));

    /// <summary>Whether it has a tensor.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <returns>True if so.</returns>
    public bool Contains(string name) => _file.Contains(name);

    /// <summary>Reads a tensor.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The tensor, owned by the caller.</returns>
    /// <exception cref="UserErrorException">It has no such tensor.</exception>
    public Tensor Read(string name)
        => _file.Contains(name)
            ? NamedTensors.Read(_file, name).Owned()
            : throw new UserErrorException($"'{_file.FilePath}' lacks '{name}': it was written by another program.");

    /// <summary>Reads tensors into others.</summary>
    /// <param name="targets">Those to fill, by name.</param>
    /// <exception cref="UserErrorException">It lacks one, or has one of another shape.</exception>
    public void Fill(IEnumerable<(string Name, Tensor Value)> targets)
    {
        using Autograd.Mode recording = Autograd.NoGradient();
        foreach ((string name, Tensor target) in targets)
        {
            if (_file.Contains(name) && _file[name] is var entry && !entry.Shape.SequenceEqual(target.Shape))
                throw new UserErrorException($"'{_file.FilePath}' holds {name} as {entry.Type}[{string.Join(", ", entry.Shape)}], its own settings ask for {target}: it was written by another program.");
            using Tensor read = Read(name);
            target.CopyFrom(read);
        }
    }

    /// <summary>Reads counts.</summary>
    /// <param name="key">Their key.</param>
    /// <param name="counts">Receives them; as many as there are.</param>
    /// <exception cref="UserErrorException">It does not say as many.</exception>
    public void Fill(string key, long[] counts)
    {
        string[] texts = Said(key)?.Split(' ') ?? [];
        for (int i = 0; i < counts.Length; i++)
        {
            if (texts.Length != counts.Length || !long.TryParse(texts[i], NumberStyles.Integer, CultureInfo.InvariantCulture, out counts[i]))
                throw Unsaid(key);
        }
    }

    /// <summary>What it says under a key.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The text, or null.</returns>
    public string? Said(string key) => _file.Metadata.GetValueOrDefault(key);

    /// <summary>A whole number.</summary>
    /// <param name="key">Its key.</param>
    /// <returns>The number.</returns>
    /// <exception cref="UserErrorException">It does not say one.</exception>
    public long Whole(string key) => Whole(_file, key);

    /// <summary>A number.</summary>
    /// <param name="key">Its key.</param>
    /// <returns>The number.</returns>
    /// <exception cref="UserErrorException">It does not say one.</exception>
    public double Real(string key)
        => double.TryParse(Said(key), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : throw Unsaid(key);

    /// <summary>What to throw where it does not say what it should.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The error.</returns>
    public UserErrorException Unsaid(string key) => Unsaid(_file, key);

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static long Whole(SafetensorsFile file, string key)
        => long.TryParse(file.Metadata.GetValueOrDefault(key), NumberStyles.Integer, CultureInfo.InvariantCulture, out long value) ? value : throw Unsaid(file, key);

    private static UserErrorException Unsaid(SafetensorsFile file, string key)
        => new($"'{file.FilePath}' does not say its {key}: it was written by another program.");
}
