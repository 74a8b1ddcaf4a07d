using System.Globalization;
using Google.Protobuf;
using PerturbSeg.Files;

namespace PerturbSeg.Training.Logs;

/// <summary>Writes scalars as TensorBoard reads them: <c>events.out.tfevents.TIME.HOST</c>, one protocol buffer a record.</summary>
/// <remarks>
/// Messages and field numbers: TensorFlow, <c>tensorflow/core/util/event.proto</c> and <c>tensorflow/core/framework/summary.proto</c>.
/// </remarks>
public sealed class TensorBoardEvents : IDisposable
{
    /// <summary>What the names of event files begin with.</summary>
    public const string FilePrefix = "events.out.tfevents.";

    private readonly TfRecordWriter _records;
    private readonly TimeProvider _clock;

    private TensorBoardEvents(string folder, TimeProvider clock)
    {
        _clock = clock;
        _records = new TfRecordWriter(CreateFile(folder, clock.GetUtcNow()));
        WriteEvent(step: 0, fields =>
        {
            fields.WriteTag(3, WireFormat.WireType.LengthDelimited); // Event.file_version
            fields.WriteString("brain.Event:2");
        });
    }

    /// <summary>Begins an event file.</summary>
    /// <param name="folder">The folder for TensorBoard's <c>--logdir</c>; created when missing.</param>
    /// <param name="clock">Gives the file's name and each record its time; the system's clock by default.</param>
    /// <returns>The writer, owned by the caller.</returns>
    public static TensorBoardEvents Start(string folder, TimeProvider? clock = null) => new(folder, clock ?? TimeProvider.System);

    /// <summary>
    /// Begins a further event file beside those of an interrupted run, and tells TensorBoard to forget the steps that come again.
    /// </summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="imagesSeen">The last step to keep: images seen at the checkpoint that training continues from.</param>
    /// <param name="clock">As in <see cref="Start"/>.</param>
    /// <returns>The writer, owned by the caller.</returns>
    public static TensorBoardEvents Resume(string folder, long imagesSeen, TimeProvider? clock = null)
    {
        TensorBoardEvents events = Start(folder, clock);
        events.WriteEvent(imagesSeen + 1, fields =>
        {
            fields.WriteTag(7, WireFormat.WireType.LengthDelimited); // Event.session_log
            fields.WriteBytes(Message(session =>
            {
                session.WriteTag(1, WireFormat.WireType.Varint); // SessionLog.status = START: older records from this step on are void
                session.WriteEnum(1);
            }));
        });
        events._records.Flush();
        return events;
    }

    /// <summary>Writes all values of one moment as one record, the images seen as its step. NaN and infinity are kept.</summary>
    /// <param name="scalars">The moment and its values; names become tags, values are rounded to float32.</param>
    public void Append(TrainingScalars scalars)
    {
        ArgumentNullException.ThrowIfNull(scalars);
        ByteString summary = Message(fields =>
        {
            foreach ((string name, double value) in scalars.Values)
            {
                fields.WriteTag(1, WireFormat.WireType.LengthDelimited); // Summary.value, repeated
                fields.WriteBytes(Message(entry =>
                {
                    entry.WriteTag(1, WireFormat.WireType.LengthDelimited); // Value.tag
                    entry.WriteString(name);
                    entry.WriteTag(2, WireFormat.WireType.Fixed32); // Value.simple_value
                    entry.WriteFloat((float)value);
                }));
            }
        });
        WriteEvent(scalars.ImagesSeen, fields =>
        {
            fields.WriteTag(5, WireFormat.WireType.LengthDelimited); // Event.summary
            fields.WriteBytes(summary);
        });
        _records.Flush();
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _records.Dispose();

    private static BufferedStream CreateFile(string folder, DateTimeOffset now)
    {
        string host = string.Concat(Environment.MachineName.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '-'));
        string name = string.Create(CultureInfo.InvariantCulture, $"{FilePrefix}{now.ToUnixTimeSeconds():D10}.{host}");
        string path = Path.Combine(folder, name);
        for (int again = 1; File.Exists(path); again++) // a run that is resumed within the second
            path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{name}.{again}"));
        return new BufferedStream(DiskFile.OpenLog(path, FileMode.CreateNew));
    }

    private static ByteString Message(Action<CodedOutputStream> writeFields)
    {
        using var bytes = new MemoryStream();
        using (var fields = new CodedOutputStream(bytes, leaveOpen: true))
            writeFields(fields);
        return ByteString.CopyFrom(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private void WriteEvent(long step, Action<CodedOutputStream> writeWhat)
    {
        double seconds = (_clock.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds;
        _records.Write(Message(fields =>
        {
            fields.WriteTag(1, WireFormat.WireType.Fixed64); // Event.wall_time
            fields.WriteDouble(seconds);
            fields.WriteTag(2, WireFormat.WireType.Varint); // Event.step
            fields.WriteInt64(step);
            writeWhat(fields);
        }).Span);
    }
}
