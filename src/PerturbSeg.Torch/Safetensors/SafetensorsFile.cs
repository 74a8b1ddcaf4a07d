using System.Buffers.Binary;

namespace PerturbSeg.Torch.Safetensors;

/// <summary>
/// A safetensors file, opened read-only and memory-mapped: opening reads the header alone, and the data of a tensor is read from
/// disk when it is touched.
/// </summary>
/// <remarks>
/// Layout: 8 bytes, the length of the header (little-endian); the header, a JSON object; the data of the tensors, one after the
/// other. The header is checked completely before any of it is relied on. The bytes handed out lie in the mapping: they must not
/// be used after <see cref="Dispose"/>, and the file must not be cut while it is open. Reading from several threads is fine.
/// </remarks>
public sealed unsafe class SafetensorsFile : IDisposable
{
    private const int LengthBytes = 8;

    private readonly SafetensorsHeader _header;
    private readonly MappedFile _mapping;
    private readonly long _dataStart;

    private SafetensorsFile(string path, SafetensorsHeader header, MappedFile mapping, long dataStart)
    {
        FilePath = path;
        _header = header;
        _mapping = mapping;
        _dataStart = dataStart;
    }

    /// <summary>The file, as it was named when opened.</summary>
    public string FilePath { get; }

    /// <summary>The tensors, in the order of their data.</summary>
    public IReadOnlyList<TensorEntry> Tensors => _header.Tensors;

    /// <summary>The names of the tensors, in the order of their data.</summary>
    public IEnumerable<string> Names => _header.Tensors.Select(entry => entry.Name);

    /// <summary>The string map of the file; empty where it has none.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _header.Metadata;

    /// <summary>Opens a file and checks its header.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="SafetensorsFormatException">The file is cut short or not a safetensors file.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static SafetensorsFile Open(string path)
    {
        using FileStream stream = MappedFile.OpenToRead(path);
        long fileLength = stream.Length;
        if (fileLength < LengthBytes)
            throw new SafetensorsFormatException(path, $"it has {fileLength} bytes, too few for a header");
        Span<byte> prefix = stackalloc byte[LengthBytes];
        stream.ReadExactly(prefix);
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (headerLength > SafetensorsHeader.MaxBytes)
            throw new SafetensorsFormatException(path, $"its header would have {headerLength} bytes, more than {SafetensorsHeader.MaxBytes}");
        if (headerLength > (ulong)(fileLength - LengthBytes))
            throw new SafetensorsFormatException(path, $"its header should have {headerLength} bytes, but the file ends before; it was cut short");
        byte[] json = new byte[(int)headerLength];
        stream.ReadExactly(json);
        long dataStart = LengthBytes + (long)headerLength;
        SafetensorsHeader header = SafetensorsHeader.Parse(path, json, fileLength - dataStart);
        return new SafetensorsFile(path, header, MappedFile.Map(stream), dataStart);
    }

    /// <summary>Whether the file holds a tensor of that name.</summary>
    /// <param name="name">The name.</param>
    public bool Contains(string name) => _header.ByName.ContainsKey(name);

    /// <summary>The entry of a tensor.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="KeyNotFoundException">The file holds no such tensor.</exception>
    public TensorEntry this[string name] => _header.ByName.TryGetValue(name, out TensorEntry? entry)
        ? entry
        : throw new KeyNotFoundException($"{FilePath} holds no tensor '{name}'.");

    /// <summary>The whole data of a tensor, at most 2 GB; larger ones are read by slices.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The bytes in the mapping, valid until <see cref="Dispose"/>.</returns>
    /// <exception cref="KeyNotFoundException">The file holds no such tensor.</exception>
    /// <exception cref="NotSupportedException">The tensor is larger than a span can be.</exception>
    public ReadOnlySpan<byte> Bytes(string name)
    {
        TensorEntry entry = this[name];
        if (entry.Length > int.MaxValue)
            throw new NotSupportedException($"Tensor '{name}' has {entry.Length} bytes, more than one span can hold; read it by slices.");
        return Bytes(entry, 0, (int)entry.Length);
    }

    /// <summary>A slice of the data of a tensor.</summary>
    /// <param name="entry">One of <see cref="Tensors"/> of this file.</param>
    /// <param name="start">The first byte, counted from the start of the tensor.</param>
    /// <param name="length">The number of bytes.</param>
    /// <returns>The bytes in the mapping, valid until <see cref="Dispose"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The slice does not lie in the tensor.</exception>
    public ReadOnlySpan<byte> Bytes(TensorEntry entry, long start, int length)
    {
        byte* first = AddressOf(entry);
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, entry.Length - length);
        return new ReadOnlySpan<byte>(first + start, length);
    }

    /// <summary>The address of a tensor's first byte in the mapping, for native code; read-only, valid until <see cref="Dispose"/>.</summary>
    /// <param name="entry">One of <see cref="Tensors"/> of this file.</param>
    /// <exception cref="ArgumentException">The entry belongs to another file.</exception>
    public byte* AddressOf(TensorEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (!_header.ByName.TryGetValue(entry.Name, out TensorEntry? own) || !ReferenceEquals(own, entry))
            throw new ArgumentException($"Tensor '{entry.Name}' is not an entry of {FilePath}.", nameof(entry));
        return _mapping.AddressOf(_dataStart + entry.Offset);
    }

    /// <summary>Ends the mapping; bytes handed out before must no longer be used.</summary>
    public void Dispose() => _mapping.Dispose();
}
