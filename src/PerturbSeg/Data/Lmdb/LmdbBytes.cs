using System.Runtime.InteropServices;

namespace PerturbSeg.Data.Lmdb;

/// <summary>MDB_val: a key or value in the map, valid until the cursor moves.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly unsafe struct LmdbBytes
{
    private readonly nuint _size;
    private readonly byte* _data;

    public long Length => checked((long)_size);

    /// <exception cref="OverflowException">It is larger than a span can be.</exception>
    public ReadOnlySpan<byte> Span => new(_data, checked((int)_size));
}
