using System.Buffers.Binary;
using System.Text;

namespace PerturbSeg.Training.PackedSets.Lmdb;

/// <summary>
/// Walks through the B+ tree of an LMDB file's unnamed database. No offset, size or page number is followed before it was found to lie
/// where it may. As keys must ascend over all leaves, no leaf is visited twice, and the walk through any file ends.
/// </summary>
/// <remarks>The format: mdb.c of OpenLDAP's LMDB 0.9, as 64-bit little-endian machines write it.</remarks>
internal sealed class LmdbTree(LmdbFile file, LmdbMeta meta)
{
    private const int LargePage = 4;
    private const int RecordOfDatabase = 48;

    // As deep as LMDB's own cursors go; pages of 4 KB with keys of 40 bytes reach 10^6 keys at depth 4.
    private const int MaxDepth = 32;

    /// <summary>The entries in the order of their keys.</summary>
    /// <exception cref="InvalidDataException">A page is damaged; the message is a reason without a full stop.</exception>
    /// <exception cref="NotSupportedException">There are named databases; likewise.</exception>
    public IEnumerable<LmdbEntry> Entries()
    {
        if (meta.Depth > MaxDepth)
            throw new InvalidDataException($"its tree would be {meta.Depth} levels deep");
        long count = 0;
        LmdbPage? before = null;
        foreach (LmdbPage leaf in meta.Depth == 0 ? [] : Leaves(meta.Root, meta.Depth))
        {
            count += leaf.Count;
            if (count > meta.Entries)
                throw new InvalidDataException($"it has more than the {meta.Entries} keys it should have");
            if (before is not null && before.Key(before.Count - 1).SequenceCompareTo(leaf.Key(0)) >= 0)
                throw LmdbPage.Damaged(leaf.Number);
            before = leaf;
            for (int node = 0; node < leaf.Count; node++)
                yield return Entry(leaf, node);
        }

        if (count < meta.Entries)
            throw new InvalidDataException($"it has {count} keys and should have {meta.Entries}");
    }

    private IEnumerable<LmdbPage> Leaves(long number, int levels)
    {
        if (!Has(number, 1))
            throw LmdbPage.Damaged(number);
        var page = new LmdbPage(file.Read(number * meta.PageSize, meta.PageSize), number, isLeaf: levels == 1);
        if (levels == 1)
        {
            yield return page;
            yield break;
        }

        for (int node = 0; node < page.Count; node++)
        {
            foreach (LmdbPage leaf in Leaves(page.Child(node), levels - 1))
                yield return leaf;
        }
    }

    private LmdbEntry Entry(LmdbPage leaf, int node)
    {
        string key = Encoding.UTF8.GetString(leaf.Key(node));
        uint size = leaf.Size(node);
        switch (leaf.Kind(node))
        {
            case LmdbNodeKind.NamedDatabase when size == RecordOfDatabase:
                throw new NotSupportedException("it holds named databases, and the photos of an LSUN set are in the unnamed one");
            case LmdbNodeKind.LargeValue:
                long first = BinaryPrimitives.ReadInt64LittleEndian(leaf.Content(node));
                return Has(first, PagesOf(size)) ? new LmdbEntry(key, size, () => ReadLarge(first, size)) : throw LmdbPage.Damaged(leaf.Number);
            case LmdbNodeKind.Value:
                return new LmdbEntry(key, size, () => leaf.Content(node).ToArray());
            default:
                throw LmdbPage.Damaged(leaf.Number);
        }
    }

    // A value of some size lies behind one header, on as many pages in a row as it takes.
    private byte[] ReadLarge(long first, uint size)
    {
        ReadOnlySpan<byte> header = file.Read(first * meta.PageSize, LmdbPage.HeaderBytes);
        bool sound = BinaryPrimitives.ReadInt64LittleEndian(header) == first
            && BinaryPrimitives.ReadUInt16LittleEndian(header[10..]) == LargePage
            && BinaryPrimitives.ReadUInt32LittleEndian(header[12..]) >= PagesOf(size);
        return sound
            ? file.Read((first * meta.PageSize) + LmdbPage.HeaderBytes, checked((int)size))
            : throw new InvalidDataException($"page {first} of data.mdb, where it begins, is damaged");
    }

    private long PagesOf(uint size) => (LmdbPage.HeaderBytes + (long)size + meta.PageSize - 1) / meta.PageSize;

    // The first two pages are the meta pages.
    private bool Has(long first, long pages) => first > 1 && first <= meta.LastPage && pages <= meta.LastPage + 1 - first;
}
