namespace PerturbSeg.Torch.Tests.TorchSave;

/// <summary>Writes zips of stored entries; an entry may be longer than its content, then the rest is a hole of zeros.</summary>
internal static class SampleZip
{
    public static byte[] Bytes(bool wide, params (string Name, byte[] Content)[] entries)
    {
        using var stream = new MemoryStream();
        Write(stream, wide, [.. entries.Select(entry => (entry.Name, entry.Content, (long)entry.Content.Length))]);
        return stream.ToArray();
    }

    /// <param name="stream">Where to.</param>
    /// <param name="wide">Whether every length and offset is in a ZIP64 field.</param>
    /// <param name="entries">Names, contents and whole lengths.</param>
    public static void Write(Stream stream, bool wide, params (string Name, byte[] Content, long Length)[] entries)
    {
        using var writer = new BinaryWriter(stream, System.Text.Encoding.Latin1, leaveOpen: true);
        var offsets = new List<long>();
        foreach ((string name, byte[] content, long length) in entries)
        {
            offsets.Add(stream.Position);
            writer.Write(0x04034B50);
            WriteCommon(writer, name, length, wide: false, fieldBytes: 3);
            writer.Write(name.ToCharArray());
            writer.Write("pad".ToCharArray());
            writer.Write(content);
            stream.Seek(length - content.Length, SeekOrigin.Current);
        }

        long directory = stream.Position;
        foreach (((string name, _, long length), long offset) in entries.Zip(offsets))
        {
            writer.Write(0x02014B50);
            writer.Write((short)0);
            WriteCommon(writer, name, length, wide, fieldBytes: wide ? 28 : 0);
            writer.Write(new byte[10]);
            writer.Write(wide ? uint.MaxValue : (uint)offset);
            writer.Write(name.ToCharArray());
            if (wide)
            {
                writer.Write(0x00180001);
                writer.Write(length);
                writer.Write(length);
                writer.Write(offset);
            }
        }

        WriteEnd(writer, wide, entries.Length, directory, stream.Position - directory);
    }

    private static void WriteCommon(BinaryWriter writer, string name, long length, bool wide, int fieldBytes)
    {
        writer.Write(new byte[14]); // versions, flags, method 0: stored, time, checksum
        writer.Write(wide ? uint.MaxValue : (uint)length);
        writer.Write(wide ? uint.MaxValue : (uint)length);
        writer.Write((short)name.Length);
        writer.Write((short)fieldBytes);
    }

    private static void WriteEnd(BinaryWriter writer, bool wide, int count, long directory, long directoryLength)
    {
        if (wide)
        {
            long end = directory + directoryLength;
            writer.Write(0x06064B50);
            writer.Write(44L);
            writer.Write(new byte[12]);
            writer.Write((long)count);
            writer.Write((long)count);
            writer.Write(directoryLength);
            writer.Write(directory);
            writer.Write(0x07064B50);
            writer.Write(0);
            writer.Write(end);
            writer.Write(1);
        }

        writer.Write(0x06054B50);
        writer.Write(0);
        writer.Write((short)count);
        writer.Write((short)count);
        writer.Write(wide ? uint.MaxValue : (uint)directoryLength);
        writer.Write(wide ? uint.MaxValue : (uint)directory);
        writer.Write((short)0);
    }
}
