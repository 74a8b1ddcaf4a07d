using System.Buffers;
using System.Text.Json;
using PerturbSeg.Files;

namespace PerturbSeg.Training.Logs;

/// <summary>
/// One JSON object a line: <c>{"kimg":1.28,"loss/generator":0.71}</c>. What is no finite number is written as null, so that every line
/// stays JSON.
/// </summary>
public sealed class MetricsLog : IDisposable
{
    private readonly DiskFile _stream;
    private readonly ArrayBufferWriter<byte> _line = new();

    private MetricsLog(string path, FileMode mode) => _stream = DiskFile.OpenLog(path, mode);

    /// <summary>Begins an empty log, replacing one that is there.</summary>
    /// <param name="path">The file; its folder is created when missing.</param>
    /// <returns>The log, owned by the caller.</returns>
    public static MetricsLog Start(string path) => new(path, FileMode.Create);

    /// <summary>
    /// Continues a log: drops the lines of steps beyond the checkpoint, which will come again, and any line that a crash left
    /// half written.
    /// </summary>
    /// <param name="path">The file; an empty log is begun when it is missing.</param>
    /// <param name="imagesSeen">Images seen at the checkpoint that training continues from; its own line is kept.</param>
    /// <returns>The log, owned by the caller.</returns>
    public static MetricsLog Resume(string path, long imagesSeen)
    {
        if (!File.Exists(path))
            return Start(path);
        AtomicFile.Write(path, stream =>
        {
            using var writer = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
            foreach (string line in File.ReadLines(path))
                if (ReadImagesSeen(line) <= imagesSeen)
                    writer.WriteLine(line);
        });
        return new MetricsLog(path, FileMode.Append);
    }

    /// <summary>Writes one line; another program that reads the file sees it when the call returns.</summary>
    /// <param name="scalars">The moment and its values.</param>
    public void Append(TrainingScalars scalars)
    {
        ArgumentNullException.ThrowIfNull(scalars);
        _line.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_line))
        {
            json.WriteStartObject();
            json.WriteNumber("kimg", scalars.Kimg);
            foreach ((string name, double value) in scalars.Values)
            {
                if (double.IsFinite(value))
                    json.WriteNumber(name, value);
                else
                    json.WriteNull(name);
            }

            json.WriteEndObject();
        }

        _line.Write("\n"u8);
        _stream.Write(_line.WrittenSpan); // one write a line: a crash can only cut the last one
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _stream.Dispose();

    /// <summary>The step of a line, or null (which no comparison keeps) where it cannot be read.</summary>
    private static long? ReadImagesSeen(string line)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(line);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("kimg", out JsonElement kimg) && kimg.ValueKind == JsonValueKind.Number
                ? (long)Math.Round(kimg.GetDouble() * 1000)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
