using System.Buffers.Binary;
using System.Text;
using PerturbSeg.Training.Logs;

namespace PerturbSeg.Training.Tests.Logs;

public sealed class TensorBoardEventsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("events");

    public void Dispose() => _folder.Delete(recursive: true);

    // RFC 3720, appendix B.4, and the check value of the CRC catalogue.
    [Theory]
    [InlineData("", 0x00000000u)]
    [InlineData("123456789", 0xE3069283u)]
    [InlineData("The quick brown fox jumps over the lazy dog", 0x22620404u)]
    public void ChecksumsAgreeWithKnownValues(string text, uint expected)
        => TfRecordWriter.Crc32C(Encoding.ASCII.GetBytes(text)).ShouldBe(expected);

    [Theory]
    [InlineData(0x00, 0x8A9136AAu)]
    [InlineData(0xFF, 0x62A8AB43u)]
    public void ChecksumsOfThirtyTwoEqualBytesAgreeWithTheStandard(byte value, uint expected)
        => TfRecordWriter.Crc32C(Enumerable.Repeat(value, 32).ToArray()).ShouldBe(expected);

    [Fact]
    public void RecordsParseBackToTheScalars()
    {
        using (TensorBoardEvents events = TensorBoardEvents.Start(_folder.FullName, new FixedClock()))
        {
            events.Append(new TrainingScalars(32, [("loss/generator", 0.75), ("mask/coverage", 0.125)]));
            events.Append(new TrainingScalars(40_000_000_000, [("loss/generator", double.NaN)]));
        }

        List<Event> read = ReadOnlyFile();

        read.Count.ShouldBe(3);
        read[0].Version.ShouldBe("brain.Event:2");
        read.ShouldAllBe(e => e.WallTime == 1_700_000_000.25);
        read[1].Step.ShouldBe(32);
        read[1].Scalars.ShouldBe([("loss/generator", 0.75f), ("mask/coverage", 0.125f)]);
        read[2].Step.ShouldBe(40_000_000_000);
        read[2].Scalars.ShouldBe([("loss/generator", float.NaN)]);
    }

    [Fact]
    public void TheFileIsNamedAfterItsTime()
    {
        TensorBoardEvents.Start(_folder.FullName, new FixedClock()).Dispose();
        _folder.GetFiles().ShouldHaveSingleItem().Name.ShouldStartWith("events.out.tfevents.1700000000.");
    }

    [Fact]
    public void RecordsCanBeReadWhileTrainingGoesOn()
    {
        using TensorBoardEvents events = TensorBoardEvents.Start(_folder.FullName);
        events.Append(new TrainingScalars(1, [("a", 1)]));
        ReadOnlyFile().Count.ShouldBe(2);
    }

    [Fact]
    public void ResumingWritesAnotherFileThatVoidsLaterSteps()
    {
        TensorBoardEvents.Start(_folder.FullName, new FixedClock()).Dispose();
        TensorBoardEvents.Resume(_folder.FullName, 64, new FixedClock()).Dispose();

        FileInfo[] files = [.. _folder.GetFiles().OrderBy(f => f.Name, StringComparer.Ordinal)];
        files.Length.ShouldBe(2);
        Event mark = Read(files[1].FullName)[1];
        (mark.SessionStatus, mark.Step).ShouldBe((1, 65));
    }

    private List<Event> ReadOnlyFile() => Read(_folder.GetFiles().ShouldHaveSingleItem().FullName);

    private static List<Event> Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        byte[] file = copy.ToArray();
        var events = new List<Event>();
        for (int at = 0; at < file.Length;)
        {
            int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(at));
            MaskedCrc(file.AsSpan(at, 8)).ShouldBe(BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 8)));
            MaskedCrc(file.AsSpan(at + 12, length)).ShouldBe(BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 12 + length)));
            events.Add(Event.Parse(file.AsSpan(at + 12, length).ToArray()));
            at += length + 16;
        }

        return events;
    }

    /// <summary>Bit by bit, from the polynomial.</summary>
    private static uint MaskedCrc(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x82F63B78u : crc >> 1;
        }

        crc = ~crc;
        return unchecked(((crc >> 15) | (crc << 17)) + 0xA282EAD8u);
    }

    private sealed class FixedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_250);
    }

    private sealed record Event(double WallTime, long Step, string? Version, int SessionStatus, List<(string, float)> Scalars)
    {
        public static Event Parse(byte[] message)
        {
            Dictionary<int, List<byte[]>> fields = Fields(message);
            List<(string, float)> scalars = [];
            if (fields.TryGetValue(5, out List<byte[]>? summaries))
                foreach (byte[] value in Fields(summaries.ShouldHaveSingleItem())[1])
                {
                    Dictionary<int, List<byte[]>> entry = Fields(value);
                    scalars.Add((Encoding.UTF8.GetString(entry[1][0]), BinaryPrimitives.ReadSingleLittleEndian(entry[2][0])));
                }

            return new Event(
                BinaryPrimitives.ReadDoubleLittleEndian(fields[1][0]),
                BinaryPrimitives.ReadInt64LittleEndian(fields[2][0]),
                fields.TryGetValue(3, out List<byte[]>? version) ? Encoding.UTF8.GetString(version[0]) : null,
                fields.TryGetValue(7, out List<byte[]>? session) ? (int)BinaryPrimitives.ReadInt64LittleEndian(Fields(session[0])[1][0]) : 0,
                scalars);
        }

        /// <summary>Field number → contents; varints as eight bytes.</summary>
        private static Dictionary<int, List<byte[]>> Fields(byte[] message)
        {
            var fields = new Dictionary<int, List<byte[]>>();
            int at = 0;
            while (at < message.Length)
            {
                ulong key = Varint(message, ref at);
                byte[] content;
                switch (key & 7)
                {
                    case 0:
                        content = BitConverter.GetBytes(Varint(message, ref at));
                        break;
                    case 1:
                        content = message[at..(at += 8)];
                        break;
                    case 2:
                        int length = (int)Varint(message, ref at);
                        content = message[at..(at += length)];
                        break;
                    case 5:
                        content = message[at..(at += 4)];
                        break;
                    default:
                        throw new InvalidDataException($"wire type {key & 7}");
                }

                if (!fields.TryGetValue((int)(key >> 3), out List<byte[]>? list))
                    fields[(int)(key >> 3)] = list = [];
                list.Add(content);
            }

            return fields;
        }

        private static ulong Varint(byte[] message, ref int at)
        {
            ulong value = 0;
            for (int shift = 0; ; shift += 7)
            {
                byte next = message[at++];
                value |= (ulong)(next & 127) << shift;
                if (next < 128)
                    return value;
            }
        }
    }
}
