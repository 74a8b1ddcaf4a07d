using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using PerturbSeg.Files;

namespace PerturbSeg.Cli;

/// <summary>What <c>learn</c> has to know when it goes on after a stop: <c>learn.json</c> beside the run.</summary>
internal sealed record LearnJournal
{
    private const string FileName = "learn.json";
    private static readonly JsonSerializerOptions Form = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true };

    /// <summary>The folders of photos: whole paths, however they were typed.</summary>
    public required string[] Photos
    {
        get;
        init => field = [.. value.Select(Path.TrimEndingDirectorySeparator)];
    }

    /// <summary>The side of the images, in pixels.</summary>
    public required int Resolution { get; init; }

    /// <summary>The options that change what comes out, and their values, as they were given.</summary>
    public string[] Given { get; init; } = [];

    /// <summary>The time that each training took so far, by the name of its run folder.</summary>
    public ImmutableDictionary<string, TrainingTime> Trainings { get; init; } = ImmutableDictionary<string, TrainingTime>.Empty;

    /// <summary>How many steps mended masks had taught the segmenter before it was fitted to a longer training, and have to teach it again; 0 for none.</summary>
    public int StepsToTeachAgain { get; init; }

    /// <summary>The fit whose masks are packed for the scenes; null before that.</summary>
    public string? ScenesOf { get; init; }

    /// <summary>The fit, the scenes' fit and the scenes' checkpoint that the model holds; null before that.</summary>
    public string? ModelOf { get; init; }

    /// <summary>What has to be the same where a begun folder is gone on with, as options.</summary>
    [JsonIgnore]
    public string AsOptions => string.Join(' ', [.. Photos.Select(path => $"'{path}'"), "--resolution", Resolution.ToString(CultureInfo.InvariantCulture), .. Given]);

    /// <summary>Reads the journal of a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>Null where nothing was begun.</returns>
    /// <exception cref="UserErrorException">It cannot be read.</exception>
    public static LearnJournal? Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            return null;
        try
        {
            LearnJournal journal = JsonSerializer.Deserialize<LearnJournal>(File.ReadAllText(path), Form) ?? throw new JsonException("null");
            return journal.Trainings.All(training => training.Key.All(char.IsAsciiLetter) && double.IsFinite(training.Value.Seconds)) ? journal : throw new JsonException("trainings without a name or a time");
        }
        catch (Exception broken) when (broken is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"'{path}' cannot be read ({broken.Message.TrimEnd('.')}): choose another folder, or delete the file to train for the whole time again.", broken);
        }
    }

    /// <summary>Writes the journal.</summary>
    /// <param name="folder">The folder.</param>
    public LearnJournal Save(string folder)
    {
        AtomicFile.WriteText(Path.Combine(folder, FileName), JsonSerializer.Serialize(this, Form) + "\n");
        return this;
    }

    /// <summary>The same after a kill: a training that was under way has spent its time up to the last file that it wrote.</summary>
    /// <param name="folder">The folder of the run folders.</param>
    public LearnJournal AfterKill(string folder)
        => Trainings.Aggregate(this, (journal, training) => journal.With(training.Key, training.Value.AfterKill(Path.Combine(folder, training.Key))));

    /// <summary>The time that a training took.</summary>
    /// <param name="training">The name of its run folder.</param>
    public TrainingTime TimeOf(string training) => Trainings.GetValueOrDefault(training);

    /// <summary>The same with another time of a training.</summary>
    /// <param name="training">The name of its run folder.</param>
    /// <param name="time">The time.</param>
    public LearnJournal With(string training, TrainingTime time) => this with { Trainings = Trainings.SetItem(training, time) };
}
