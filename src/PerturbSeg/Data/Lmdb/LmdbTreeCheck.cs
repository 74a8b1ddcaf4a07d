using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace PerturbSeg.Data.Lmdb;

/// <summary>
/// Checks the pages of an LMDB file before liblmdb walks through them. liblmdb follows every offset on a page without a look at where it
/// leads, and a damaged one would end the process.
/// </summary>
/// <remarks>
/// A page has a header of 16 bytes (number, flags, and where its list of 16-bit node offsets ends). A node has 8 bytes (size of the value
/// or page of the child, flags, size of the key) and the key; a leaf's node then has the value, or the page where a large one begins.
/// </remarks>
internal sealed class LmdbTreeCheck(SafeFileHandle file, LmdbMeta meta)
{
    private const int PageHeader = 16;
    private const int NodeHeader = 8;
    private const int BranchPage = 1;
    private const int LeafPage = 2;
    private const int LargeValue = 1;

    // As deep as liblmdb's cursors go; pages of 4 KB with keys of 40 bytes reach 10^6 keys at depth 4.
    private const int MaxDepth = 32;

    /// <summary>Walks through the leaves in the order of their keys, and yields the number of keys of each once it was found sound.</summary>
    /// <exception cref="InvalidDataException">A page is damaged; the message is a reason without a full stop.</exception>
    public IEnumerable<int> Leaves()
    {
        if (meta.Depth > MaxDepth)
            throw new InvalidDataException($"its tree would be {meta.Depth} levels deep");
        long left = meta.Entries;
        foreach (int keys in meta.Depth == 0 ? [] : Below(meta.Root, meta.Depth))
        {
            // Damaged branches may lead to the same leaves again and again.
            left -= keys;
            if (left < 0)
                throw new InvalidDataException($"it has more than the {meta.Entries} keys it should have");
            yield return keys;
        }
    }

    private IEnumerable<int> Below(long number, int levels)
    {
        byte[] page = Read(number, levels == 1 ? LeafPage : BranchPage);
        int nodes = Nodes(page);
        // liblmdb ends the process where a branch has but one child.
        if (nodes < (levels == 1 ? 1 : 2))
            throw Damaged(number);
        if (levels == 1)
        {
            for (int i = 0; i < nodes; i++)
                CheckLeafNode(page, i, number);
            yield return nodes;
            yield break;
        }

        for (int i = 0; i < nodes; i++)
        {
            foreach (int keys in Below(Child(page, i, number), levels - 1))
                yield return keys;
        }
    }

    private byte[] Read(long number, int kind)
    {
        byte[] page = new byte[meta.PageSize];
        bool sound = number > 1 && number <= meta.LastPage
            && RandomAccess.Read(file, page, number * meta.PageSize) == page.Length
            && BinaryPrimitives.ReadInt64LittleEndian(page) == number
            && BinaryPrimitives.ReadUInt16LittleEndian(page.AsSpan(10)) == kind
            && EndOfOffsets(page) >= PageHeader && EndOfOffsets(page) <= page.Length;
        return sound ? page : throw Damaged(number);
    }

    private static int EndOfOffsets(byte[] page) => BinaryPrimitives.ReadUInt16LittleEndian(page.AsSpan(12));

    private static int Nodes(byte[] page) => (EndOfOffsets(page) - PageHeader) / 2;

    // Where a node begins, and where its key ends.
    private static (int Start, int End) Node(byte[] page, int index, long number)
    {
        int start = BinaryPrimitives.ReadUInt16LittleEndian(page.AsSpan(PageHeader + (2 * index)));
        if (start < EndOfOffsets(page) || start > page.Length - NodeHeader)
            throw Damaged(number);
        int end = start + NodeHeader + BinaryPrimitives.ReadUInt16LittleEndian(page.AsSpan(start + 6));
        return end <= page.Length ? (start, end) : throw Damaged(number);
    }

    private static long Child(byte[] page, int index, long number)
    {
        ReadOnlySpan<byte> node = page.AsSpan(Node(page, index, number).Start);
        return BinaryPrimitives.ReadUInt32LittleEndian(node) | ((long)BinaryPrimitives.ReadUInt16LittleEndian(node[4..]) << 32);
    }

    private void CheckLeafNode(byte[] page, int index, long number)
    {
        (int start, int end) = Node(page, index, number);
        uint size = BinaryPrimitives.ReadUInt32LittleEndian(page.AsSpan(start));
        int flags = BinaryPrimitives.ReadUInt16LittleEndian(page.AsSpan(start + 4));
        bool sound = flags switch
        {
            0 => size <= page.Length - end,
            LargeValue when end <= page.Length - 8 => Holds(BinaryPrimitives.ReadInt64LittleEndian(page.AsSpan(end)), size),
            _ => false,
        };
        if (!sound)
            throw Damaged(number);
    }

    private bool Holds(long firstPage, uint size)
        => firstPage > 1 && firstPage <= meta.LastPage && PageHeader + (long)size <= (meta.LastPage + 1 - firstPage) * meta.PageSize;

    private static InvalidDataException Damaged(long page) => new($"page {page} of it is damaged");
}
