using System.Buffers.Binary;

namespace PerturbSeg.Training.PackedSets.Lmdb;

/// <summary>What the newer of the two meta pages at the head of an LMDB file says of its unnamed database.</summary>
/// <param name="PageSize">Bytes of a page.</param>
/// <param name="LastPage">The number of the last page in use.</param>
/// <param name="Depth">Levels of the tree; 0 where it is empty.</param>
/// <param name="Root">The page of its root.</param>
/// <param name="Entries">Keys.</param>
/// <remarks>
/// A meta page has a header of 16 bytes, then magic number and version, the address and size of the map, the records of the free pages
/// (whose first field is the size of a page) and of the unnamed database, the last page and the number of the transaction.
/// </remarks>
internal sealed record LmdbMeta(int PageSize, long LastPage, int Depth, long Root, long Entries)
{
    private const uint Magic = 0xBEEFC0DE;
    private const uint Version = 1;
    private const int Bytes = 152;
    private const int MetaPage = 8;

    /// <summary>Reads and checks it.</summary>
    /// <exception cref="InvalidDataException">The file is no LMDB file, cut short or damaged; the message is a reason without a
    /// full stop.</exception>
    /// <exception cref="NotSupportedException">The file is of another kind or version of the format; likewise.</exception>
    public static LmdbMeta Read(LmdbFile file)
    {
        byte[] first = ReadPage(file, 0);
        int pageSize = BinaryPrimitives.ReadInt32LittleEndian(first.AsSpan(40));
        if (pageSize is < 512 or > 32768 || !int.IsPow2(pageSize))
            throw new InvalidDataException($"its pages of {pageSize} bytes are of no allowed size");
        byte[] second = ReadPage(file, pageSize);
        byte[] newer = TransactionOf(second) > TransactionOf(first) ? second : first;

        // The record of the unnamed database begins at byte 88 of a meta page.
        int flags = BinaryPrimitives.ReadUInt16LittleEndian(newer.AsSpan(92));
        var meta = new LmdbMeta(
            pageSize,
            BinaryPrimitives.ReadInt64LittleEndian(newer.AsSpan(136)),
            BinaryPrimitives.ReadUInt16LittleEndian(newer.AsSpan(94)),
            BinaryPrimitives.ReadInt64LittleEndian(newer.AsSpan(128)),
            BinaryPrimitives.ReadInt64LittleEndian(newer.AsSpan(120)));
        if (meta.LastPage < 1 || meta.Entries < 0 || meta.LastPage > long.MaxValue / pageSize - 1)
            throw new InvalidDataException("its meta page is damaged");
        if ((meta.LastPage + 1) * pageSize > file.Length)
            throw new InvalidDataException($"it should have {(meta.LastPage + 1) * pageSize} bytes and has {file.Length}; it was cut short");
        if (flags != 0)
            throw new NotSupportedException($"its unnamed database has the flags {flags:x}, and that of an LSUN set has none");
        return meta;
    }

    private static byte[] ReadPage(LmdbFile file, long offset)
    {
        if (file.Length < offset + Bytes)
            throw new InvalidDataException("it ends within its meta pages");
        byte[] page = file.Read(offset, Bytes);
        if (BinaryPrimitives.ReadUInt32LittleEndian(page.AsSpan(16)) != Magic)
            throw IsForeign(page)
                ? new NotSupportedException("it was written on a 32-bit or big-endian machine; write it anew with mdb_dump there and mdb_load here")
                : new InvalidDataException("it is no LMDB file");
        uint version = BinaryPrimitives.ReadUInt32LittleEndian(page.AsSpan(20));
        if (version != Version)
            throw new NotSupportedException(
                $"its format has version {version}, and that of LMDB 0.9 is version {Version}; write it anew with mdb_dump and mdb_load of LMDB 0.9");
        if (BinaryPrimitives.ReadUInt16LittleEndian(page.AsSpan(10)) != MetaPage)
            throw new InvalidDataException("its meta page is damaged");
        return page;
    }

    // 32-bit machines write a header of 12 bytes.
    private static bool IsForeign(byte[] page)
        => BinaryPrimitives.ReadUInt32BigEndian(page.AsSpan(16)) == Magic || BinaryPrimitives.ReadUInt32BigEndian(page.AsSpan(12)) == Magic
            || BinaryPrimitives.ReadUInt32LittleEndian(page.AsSpan(12)) == Magic;

    private static ulong TransactionOf(byte[] meta) => BinaryPrimitives.ReadUInt64LittleEndian(meta.AsSpan(144));
}
