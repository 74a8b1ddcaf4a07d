using System.Buffers.Binary;

namespace PerturbSeg.Training.PackedSets.Lmdb;

/// <summary>A page of an LMDB tree, a branch or a leaf, found sound: its nodes lie within it, side by side, in the order of their keys.</summary>
/// <remarks>
/// A page has a header of 16 bytes (its number, its kind, where the list of 16-bit node offsets ends and where the first node begins). A
/// node has 8 bytes (size of the value or page of the child, flags, size of the key) and the key; a leaf's node then has the value, or the
/// page where a large one begins. Nodes fill the page's end without gaps and begin at even bytes.
/// </remarks>
internal sealed class LmdbPage
{
    /// <summary>Bytes before the content of any page.</summary>
    public const int HeaderBytes = 16;

    private const int NodeHeader = 8;
    private const int BranchPage = 1;
    private const int LeafPage = 2;
    private readonly byte[] _bytes;
    private readonly bool _isLeaf;

    /// <summary>Takes a page over.</summary>
    /// <param name="bytes">All of its bytes.</param>
    /// <param name="number">Its place in the file.</param>
    /// <param name="isLeaf">Whether it should be a leaf; else, a branch.</param>
    /// <exception cref="InvalidDataException">It is no such page, or damaged; the message is a reason without a full stop.</exception>
    public LmdbPage(byte[] bytes, long number, bool isLeaf)
    {
        (_bytes, Number, _isLeaf) = (bytes, number, isLeaf);
        if (!HasSoundHeader() || !HasSoundNodes() || !IsInOrder())
            throw Damaged(number);
    }

    public long Number { get; }

    /// <summary>Nodes: at least one on a leaf and two on a branch.</summary>
    public int Count => (EndOfOffsets - HeaderBytes) / 2;

    private int EndOfOffsets => UInt16(12);

    private int FirstNode => UInt16(14);

    /// <summary>What is told of a page that is not as it should be.</summary>
    public static InvalidDataException Damaged(long number) => new($"page {number} of it is damaged");

    /// <summary>A node's key. The first one of a branch has no meaning.</summary>
    public ReadOnlySpan<byte> Key(int node) => _bytes.AsSpan(Start(node) + NodeHeader, UInt16(Start(node) + 6));

    /// <summary>The page below a branch's node.</summary>
    public long Child(int node) => Size(node) | ((long)UInt16(Start(node) + 4) << 32);

    /// <summary>What a leaf's node is.</summary>
    public LmdbNodeKind Kind(int node) => (LmdbNodeKind)UInt16(Start(node) + 4);

    /// <summary>Bytes of the value of a leaf's node, wherever it lies.</summary>
    public uint Size(int node) => BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan(Start(node)));

    /// <summary>What lies behind the key of a leaf's node: the value, or the page where it begins.</summary>
    public ReadOnlySpan<byte> Content(int node) => _bytes.AsSpan(Start(node) + NodeHeader + Key(node).Length, (int)ContentBytes(node));

    private bool HasSoundHeader()
        => BinaryPrimitives.ReadInt64LittleEndian(_bytes) == Number
            && UInt16(10) == (_isLeaf ? LeafPage : BranchPage)
            && EndOfOffsets % 2 == 0 && Count >= (_isLeaf ? 1 : 2)
            && EndOfOffsets <= FirstNode && FirstNode <= _bytes.Length;

    private bool HasSoundNodes()
    {
        int[] starts = new int[Count], ends = new int[Count];
        for (int node = 0; node < Count; node++)
        {
            int start = Start(node);
            if (start < FirstNode || start > _bytes.Length - NodeHeader)
                return false;
            long end = start + NodeHeader + UInt16(start + 6) + ContentBytes(node);
            if (end > _bytes.Length || (_isLeaf && Kind(node) > LmdbNodeKind.NamedDatabase))
                return false;
            (starts[node], ends[node]) = (start, (int)(end + 1) & ~1);
        }

        Array.Sort(starts, ends);
        return starts[0] == FirstNode && starts.AsSpan(1).SequenceEqual(ends.AsSpan(..^1)) && ends[^1] == _bytes.Length;
    }

    private bool IsInOrder()
    {
        for (int node = _isLeaf ? 1 : 2; node < Count; node++)
        {
            if (Key(node - 1).SequenceCompareTo(Key(node)) >= 0)
                return false;
        }

        return true;
    }

    private long ContentBytes(int node) => !_isLeaf ? 0 : Kind(node) == LmdbNodeKind.LargeValue ? sizeof(long) : Size(node);

    private int Start(int node) => UInt16(HeaderBytes + (2 * node));

    private int UInt16(int place) => BinaryPrimitives.ReadUInt16LittleEndian(_bytes.AsSpan(place));
}
