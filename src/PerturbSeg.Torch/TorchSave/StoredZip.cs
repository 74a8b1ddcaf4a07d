using System.Buffers.Binary;
using System.Text;

namespace PerturbSeg.Torch.TorchSave;

/// <summary>
/// The entries of a zip file and where their bytes lie in it. Only entries that are stored as they are can be read, which is how
/// <c>torch.save</c> writes them; sizes beyond 4 GB (ZIP64) are understood. Source: PKWARE, APPNOTE.TXT 6.3.
/// </summary>
internal sealed class StoredZip
{
    private const uint EndSignature = 0x06054B50;
    private const uint End64LocatorSignature = 0x07064B50;
    private const uint End64Signature = 0x06064B50;
    private const uint EntrySignature = 0x02014B50;
    private const uint LocalSignature = 0x04034B50;
    private const int EndBytes = 22;
    private const int End64LocatorBytes = 20;
    private const int End64Bytes = 56;
    private const int EntryBytes = 46;
    private const int LocalBytes = 30;
    private const int MaxDirectoryBytes = 64 << 20;
    private const int Zip64Field = 1;

    private readonly string _path;
    private readonly MappedFile _file;
    private readonly Dictionary<string, (long Offset, long Length)> _entries = new(StringComparer.Ordinal);

    private StoredZip(string path, MappedFile file)
    {
        _path = path;
        _file = file;
    }

    /// <summary>The names of the entries.</summary>
    public IReadOnlyCollection<string> Names => _entries.Keys;

    /// <summary>Reads the directory of a file and checks the place of every entry.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="file">The file.</param>
    /// <exception cref="TorchSaveFormatException">The file is damaged, or an entry is compressed or encrypted.</exception>
    public static StoredZip Read(string path, MappedFile file)
    {
        var zip = new StoredZip(path, file);
        (long offset, int length) = zip.FindDirectory();
        zip.ReadDirectory(offset, length);
        return zip;
    }

    /// <summary>Where the bytes of an entry lie.</summary>
    /// <param name="name">The name of the entry.</param>
    /// <returns>Offset in the file and length, both in bytes.</returns>
    /// <exception cref="TorchSaveFormatException">There is no such entry.</exception>
    public (long Offset, long Length) Find(string name) => _entries.TryGetValue(name, out (long, long) entry)
        ? entry
        : throw Error($"its zip has no entry '{UntrustedText.Show(name)}'");

    private (long Offset, int Length) FindDirectory()
    {
        // The end record is the last thing in the file, but for a comment whose length it tells.
        int tailLength = (int)Math.Min(_file.Length, EndBytes + ushort.MaxValue);
        long tailStart = _file.Length - tailLength;
        ReadOnlySpan<byte> tail = _file.Bytes(tailStart, tailLength);
        for (int place = tailLength - EndBytes; place >= 0; place--)
        {
            ReadOnlySpan<byte> end = tail[place..];
            if (UInt32(end, 0) == EndSignature && EndBytes + UInt16(end, 20) == end.Length)
                return Directory(end, tailStart + place);
        }

        throw Error("the directory at the end of its zip is missing; it was cut short");
    }

    private (long Offset, int Length) Directory(ReadOnlySpan<byte> end, long endOffset)
    {
        ulong length = UInt32(end, 12);
        ulong offset = UInt32(end, 16);
        if (endOffset >= End64LocatorBytes && Bytes(endOffset - End64LocatorBytes, End64LocatorBytes) is var locator
            && UInt32(locator, 0) == End64LocatorSignature)
        {
            ReadOnlySpan<byte> end64 = Bytes(UInt64(locator, 8), End64Bytes);
            if (UInt32(end64, 0) != End64Signature)
                throw Error("the ZIP64 directory record is not where its zip says");
            length = UInt64(end64, 40);
            offset = UInt64(end64, 48);
        }

        if (length > MaxDirectoryBytes)
            throw Error($"the directory of its zip would have {length} bytes, more than {MaxDirectoryBytes}");
        if (offset > (ulong)endOffset || length > (ulong)endOffset - offset)
            throw Error("the directory of its zip does not lie in the file");
        return ((long)offset, (int)length);
    }

    private void ReadDirectory(long offset, int length)
    {
        ReadOnlySpan<byte> rest = _file.Bytes(offset, length);
        while (!rest.IsEmpty)
        {
            if (rest.Length < EntryBytes || UInt32(rest, 0) != EntrySignature)
                throw Error("the directory of its zip is damaged");
            int nameLength = UInt16(rest, 28);
            int fieldsLength = UInt16(rest, 30);
            int entryLength = EntryBytes + nameLength + fieldsLength + UInt16(rest, 32);
            if (rest.Length < entryLength)
                throw Error("the directory of its zip is damaged");
            AddEntry(rest, rest.Slice(EntryBytes, nameLength), rest.Slice(EntryBytes + nameLength, fieldsLength), offset);
            rest = rest[entryLength..];
        }
    }

    private void AddEntry(ReadOnlySpan<byte> entry, ReadOnlySpan<byte> nameBytes, ReadOnlySpan<byte> fields, long directoryOffset)
    {
        string name = Encoding.Latin1.GetString(nameBytes);
        string subject = $"entry '{UntrustedText.Show(name)}' of its zip";
        bool encrypted = (UInt16(entry, 8) & 1) != 0;
        if (encrypted || UInt16(entry, 10) != 0)
            throw Error($"{subject} is compressed or encrypted, as torch.save never does");
        (ulong length, ulong packedLength, ulong localOffset) = Extents(entry, fields, subject);
        if (length != packedLength)
            throw Error($"{subject} has two different lengths");

        ReadOnlySpan<byte> local = Bytes(localOffset, LocalBytes);
        ulong dataOffset = localOffset + LocalBytes + UInt16(local, 26) + UInt16(local, 28);
        if (UInt32(local, 0) != LocalSignature || !Bytes(localOffset + LocalBytes, UInt16(local, 26)).SequenceEqual(nameBytes))
            throw Error($"{subject} is not where the directory says");
        if (dataOffset > (ulong)directoryOffset || length > (ulong)directoryOffset - dataOffset)
            throw Error($"{subject} reaches beyond the data of the file");
        if (!_entries.TryAdd(name, ((long)dataOffset, (long)length)))
            throw Error($"{subject} appears twice");
    }

    /// <summary>Lengths and offset of an entry; each that does not fit 32 bits is in the ZIP64 field instead, in this order.</summary>
    private (ulong Length, ulong PackedLength, ulong LocalOffset) Extents(ReadOnlySpan<byte> entry, ReadOnlySpan<byte> fields, string subject)
    {
        Span<ulong> extents = [UInt32(entry, 24), UInt32(entry, 20), UInt32(entry, 42)];
        ReadOnlySpan<byte> wide = [];
        while (fields.Length >= 4 && UInt16(fields, 2) <= fields.Length - 4)
        {
            ReadOnlySpan<byte> content = fields.Slice(4, UInt16(fields, 2));
            if (UInt16(fields, 0) == Zip64Field)
                wide = content;
            fields = fields[(4 + content.Length)..];
        }

        foreach (ref ulong extent in extents)
        {
            if (extent != uint.MaxValue)
                continue;
            if (wide.Length < 8)
                throw Error($"{subject} lacks its ZIP64 field");
            extent = UInt64(wide, 0);
            wide = wide[8..];
        }

        return (extents[0], extents[1], extents[2]);
    }

    private ReadOnlySpan<byte> Bytes(ulong offset, int length)
        => offset <= (ulong)_file.Length && length <= _file.Length - (long)offset
            ? _file.Bytes((long)offset, length)
            : throw Error("a record of its zip does not lie in the file");

    private ReadOnlySpan<byte> Bytes(long offset, int length) => Bytes((ulong)offset, length);

    private static ushort UInt16(ReadOnlySpan<byte> record, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(record[offset..]);

    private static uint UInt32(ReadOnlySpan<byte> record, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(record[offset..]);

    private static ulong UInt64(ReadOnlySpan<byte> record, int offset) => BinaryPrimitives.ReadUInt64LittleEndian(record[offset..]);

    private TorchSaveFormatException Error(string reason) => new(_path, reason);
}
