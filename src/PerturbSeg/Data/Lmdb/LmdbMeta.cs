using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace PerturbSeg.Data.Lmdb;

/// <summary>What the newer of the two meta pages at the head of an LMDB file says of its unnamed database.</summary>
/// <param name="PageSize">Bytes of a page.</param>
/// <param name="LastPage">The number of the last page in use.</param>
/// <param name="Depth">Levels of the tree; 0 where it is empty.</param>
/// <param name="Root">The page of its root.</param>
/// <param name="Entries">Keys.</param>
internal sealed record LmdbMeta(int PageSize, long LastPage, int Depth, long Root, long Entries)
{
    private const uint Magic = 0xBEEFC0DE;
    private const uint Version = 1;
    private const int Bytes = 152;

    /// <summary>Reads and checks it. The file is memory-mapped later: where it ended before its last page, the process would die.</summary>
    /// <exception cref="InvalidDataException">The file is no LMDB file, cut short or damaged; the message is a reason without a
    /// full stop.</exception>
    /// <exception cref="NotSupportedException">The file is of another version of the format; likewise.</exception>
    public static LmdbMeta Read(SafeFileHandle file)
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
        long length = RandomAccess.GetLength(file);
        if (meta.LastPage < 1 || meta.Entries < 0 || meta.LastPage > long.MaxValue / pageSize - 1)
            throw new InvalidDataException("its meta page is damaged");
        if ((meta.LastPage + 1) * pageSize > length)
            throw new InvalidDataException($"it should have {(meta.LastPage + 1) * pageSize} bytes and has {length}; it was cut short");
        if (flags != 0)
            throw new InvalidDataException($"its unnamed database has the flags {flags:x}, that of an image set has none");
        return meta;
    }

    private static byte[] ReadPage(SafeFileHandle file, long offset)
    {
        byte[] page = new byte[Bytes];
        if (RandomAccess.Read(file, page, offset) < Bytes)
            throw new InvalidDataException("it ends within its meta pages");
        if (BinaryPrimitives.ReadUInt32LittleEndian(page.AsSpan(16)) != Magic)
            throw new InvalidDataException("it is no LMDB file of a 64-bit machine");
        uint version = BinaryPrimitives.ReadUInt32LittleEndian(page.AsSpan(20));
        if (version != Version)
            throw new NotSupportedException($"its format has version {version}, liblmdb 0.9 reads version {Version}");
        return page;
    }

    private static ulong TransactionOf(byte[] meta) => BinaryPrimitives.ReadUInt64LittleEndian(meta.AsSpan(144));
}
