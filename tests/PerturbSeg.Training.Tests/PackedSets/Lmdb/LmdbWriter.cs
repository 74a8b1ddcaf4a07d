using System.Buffers.Binary;
using System.Text;

namespace PerturbSeg.Training.Tests.PackedSets.Lmdb;

/// <summary>
/// Writes small LMDB folders: the state after one transaction, with the pages of the tree filled one after another and no free pages.
/// </summary>
/// <remarks>The format: mdb.c of OpenLDAP's LMDB 0.9, as 64-bit little-endian machines write it.</remarks>
internal sealed class LmdbWriter
{
    private const int Header = 16;
    private const int BranchPage = 1, LeafPage = 2, LargePage = 4, MetaPage = 8;
    private readonly int _pageSize;
    private readonly List<byte> _file;

    private LmdbWriter(int pageSize)
    {
        _pageSize = pageSize;
        _file = [.. new byte[2 * pageSize]];
    }

    /// <summary>Writes a folder with <c>data.mdb</c> and no <c>lock.mdb</c>.</summary>
    public static void Write(string folder, IEnumerable<(string Key, byte[] Value)> entries, int pageSize = 4096)
    {
        byte[] file = new LmdbWriter(pageSize).File([.. entries.OrderBy(entry => entry.Key, StringComparer.Ordinal)]);
        Directory.CreateDirectory(folder);
        System.IO.File.WriteAllBytes(Path.Combine(folder, "data.mdb"), file);
    }

    /// <summary>The longest key and value, taken together, that lie on a leaf: LMDB wants room for two on each.</summary>
    public static int MaxOnLeaf(int pageSize) => ((pageSize - Header) / 2 & ~1) - 2 - 8;

    private long Pages => _file.Count / _pageSize;

    private byte[] File((string Key, byte[] Value)[] entries)
    {
        long root = -1;
        int depth = 0;
        Node[] nodes = [.. entries.Select(Leaf)];
        for (int kind = LeafPage; nodes.Length > (kind == LeafPage ? 0 : 1); kind = BranchPage)
        {
            nodes = [.. Groups(nodes).Select(group => Branch(group[0].Key, AddTreePage(group, kind)))];
            depth++;
            root = Pages - 1;
        }

        byte[] file = [.. _file];
        Meta(0, 0, 0, -1).CopyTo(file, 0);
        Meta(1, depth, entries.Length, root).CopyTo(file, _pageSize);
        return file;
    }

    private Node Leaf((string Key, byte[] Value) entry)
    {
        byte[] key = Encoding.UTF8.GetBytes(entry.Key);
        if (key.Length + entry.Value.Length <= MaxOnLeaf(_pageSize))
            return new Node(key, entry.Value.Length, 0, entry.Value);
        int pages = (Header + entry.Value.Length + _pageSize - 1) / _pageSize;
        byte[] large = new byte[pages * _pageSize];
        BinaryPrimitives.WriteInt32LittleEndian(large.AsSpan(12), pages);
        entry.Value.CopyTo(large, Header);
        byte[] place = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(place, AddPages(large, LargePage));
        return new Node(key, entry.Value.Length, 1, place);
    }

    private static Node Branch(byte[] key, long child) => new(key, (uint)child, (ushort)(child >> 32), []);

    // As many as go on a page; a branch has no less than two.
    private List<List<Node>> Groups(Node[] nodes)
    {
        List<List<Node>> groups = [];
        int room = 0;
        foreach (Node node in nodes)
        {
            int needed = 2 + node.Bytes;
            if (room < needed)
            {
                groups.Add([]);
                room = _pageSize - Header;
            }

            groups[^1].Add(node);
            room -= needed;
        }

        if (groups.Count > 1 && groups[^1].Count == 1)
        {
            groups[^1].Insert(0, groups[^2][^1]);
            groups[^2].RemoveAt(groups[^2].Count - 1);
        }

        return groups;
    }

    private long AddTreePage(List<Node> nodes, int kind)
    {
        byte[] page = new byte[_pageSize];
        int start = _pageSize;
        for (int i = 0; i < nodes.Count; i++)
        {
            Node node = kind == BranchPage && i == 0 ? nodes[i] with { Key = [] } : nodes[i];
            start -= node.Bytes;
            BinaryPrimitives.WriteUInt16LittleEndian(page.AsSpan(Header + (2 * i)), (ushort)start);
            BinaryPrimitives.WriteUInt32LittleEndian(page.AsSpan(start), (uint)node.Low);
            BinaryPrimitives.WriteUInt16LittleEndian(page.AsSpan(start + 4), node.Flags);
            BinaryPrimitives.WriteUInt16LittleEndian(page.AsSpan(start + 6), (ushort)node.Key.Length);
            node.Key.CopyTo(page, start + 8);
            node.Content.CopyTo(page, start + 8 + node.Key.Length);
        }

        BinaryPrimitives.WriteUInt16LittleEndian(page.AsSpan(12), (ushort)(Header + (2 * nodes.Count)));
        BinaryPrimitives.WriteUInt16LittleEndian(page.AsSpan(14), (ushort)start);
        return AddPages(page, kind);
    }

    private long AddPages(byte[] bytes, int kind)
    {
        long number = Pages;
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(10), (ushort)kind);
        _file.AddRange(bytes);
        return number;
    }

    // Each is of the transaction of its own number: the first is that of the empty file.
    private byte[] Meta(int number, int depth, int entries, long root)
    {
        byte[] page = new byte[_pageSize];
        BinaryPrimitives.WriteInt64LittleEndian(page, number);
        BinaryPrimitives.WriteUInt16LittleEndian(page.AsSpan(10), MetaPage);
        BinaryPrimitives.WriteUInt32LittleEndian(page.AsSpan(16), 0xBEEFC0DE);
        BinaryPrimitives.WriteInt32LittleEndian(page.AsSpan(20), 1);
        BinaryPrimitives.WriteInt64LittleEndian(page.AsSpan(32), _file.Count);
        BinaryPrimitives.WriteInt32LittleEndian(page.AsSpan(40), _pageSize);
        BinaryPrimitives.WriteInt64LittleEndian(page.AsSpan(80), -1); // no tree of free pages
        BinaryPrimitives.WriteUInt16LittleEndian(page.AsSpan(94), (ushort)depth);
        BinaryPrimitives.WriteInt64LittleEndian(page.AsSpan(120), entries);
        BinaryPrimitives.WriteInt64LittleEndian(page.AsSpan(128), root);
        BinaryPrimitives.WriteInt64LittleEndian(page.AsSpan(136), number == 0 ? 1 : Pages - 1);
        BinaryPrimitives.WriteInt64LittleEndian(page.AsSpan(144), number);
        return page;
    }

    // Low is the size of the value, or the page of the child but for its upper 16 bits, which take the place of the flags.
    private sealed record Node(byte[] Key, long Low, ushort Flags, byte[] Content)
    {
        public int Bytes => (8 + Key.Length + Content.Length + 1) & ~1;
    }
}
