using System.Text.Json;
using PerturbSeg.Files;

namespace PerturbSeg.Cli;

/// <summary>What <c>learn</c> has to know when it goes on after a stop: <c>learn.json</c> beside the run.</summary>
internal sealed record LearnJournal
{
    private const string FileName = "learn.json";
    private static readonly JsonSerializerOptions Form = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true };

    /// <summary>The folders of photos, whole paths.</summary>
    public required string[] Photos { get; init; }

    /// <summary>The side of the images, in pixels.</summary>
    public required int Resolution { get; init; }

    /// <summary>The options that change what comes out, and their values, as they were given.</summary>
    public string[] Given { get; init; } = [];

    /// <summary>Seconds spent on training by calls that ended.</summary>
    public double TrainedSeconds { get; init; }

    /// <summary>When the training began that has not ended yet, UTC; null where none has.</summary>
    public DateTime? TrainingSince { get; init; }

    /// <summary>The fit whose masks are being written; null before there was one.</summary>
    public string? Segmenting { get; init; }

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
            return JsonSerializer.Deserialize<LearnJournal>(File.ReadAllText(path), Form) ?? throw new JsonException("null");
        }
        catch (JsonException broken)
        {
            throw new UserErrorException($"'{path}' cannot be read ({broken.Message}): choose another folder, or delete the file to train for the whole time again.", broken);
        }
    }

    /// <summary>Writes the journal.</summary>
    /// <param name="folder">The folder.</param>
    public LearnJournal Save(string folder)
    {
        AtomicFile.WriteText(Path.Combine(folder, FileName), JsonSerializer.Serialize(this, Form) + "\n");
        return this;
    }

    /// <summary>The same after a training that was killed: its time up to the last file that it wrote is spent.</summary>
    /// <param name="run">The run folder.</param>
    public LearnJournal AfterKill(string run)
    {
        if (TrainingSince is not { } since)
            return this;
        DateTime last = Directory.Exists(run)
            ? Directory.EnumerateFiles(run, "*", SearchOption.AllDirectories).Select(File.GetLastWriteTimeUtc).DefaultIfEmpty(since).Max()
            : since;
        return this with { TrainedSeconds = TrainedSeconds + Math.Max(0, (last - since).TotalSeconds), TrainingSince = null };
    }
}
