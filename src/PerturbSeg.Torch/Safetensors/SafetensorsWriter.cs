using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace PerturbSeg.Torch.Safetensors;

/// <summary>
/// Writes a safetensors file to a stream: the tensors are declared first, then their data is written in that order, in pieces of
/// any size, so that a file larger than memory can be written.
/// </summary>
/// <remarks>
/// The same declarations, metadata and data give the same bytes. Declare wide element types before narrow ones where a reader
/// should find every tensor aligned to its elements; the data section itself begins at a multiple of 8 bytes.
/// </remarks>
public sealed class SafetensorsWriter
{
    private readonly Stream _stream;
    private readonly List<(TensorDeclaration Tensor, long Length)> _tensors = [];
    private int _current;
    private long _written;

    /// <summary>Writes the header.</summary>
    /// <param name="stream">Where to write, from its current position; not closed by this class.</param>
    /// <param name="tensors">Every tensor of the file, in the order in which the data will be written.</param>
    /// <param name="metadata">The string map of the file; written in ordinal order of its keys.</param>
    /// <exception cref="ArgumentException">A name is empty, reserved or used twice, or a shape is negative or too large.</exception>
    public SafetensorsWriter(Stream stream, IEnumerable<TensorDeclaration> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(tensors);
        _stream = stream;
        var names = new HashSet<string>(StringComparer.Ordinal);
        long total = 0;
        foreach (TensorDeclaration tensor in tensors)
        {
            if (tensor.Name.Length == 0 || tensor.Name == SafetensorsDtype.MetadataKey || !names.Add(tensor.Name))
                throw new ArgumentException($"The tensor name '{tensor.Name}' is empty, reserved or used twice.", nameof(tensors));
            if (tensor.Shape.Length > SafetensorsHeader.MaxRank)
                throw new ArgumentException($"Tensor '{tensor.Name}' has {tensor.Shape.Length} dimensions.", nameof(tensors));
            long length = SafetensorsDtype.TotalBytes(tensor.Type, tensor.Shape)
                ?? throw new ArgumentException($"Tensor '{tensor.Name}' cannot have the shape [{string.Join(", ", tensor.Shape)}].", nameof(tensors));
            if (length > long.MaxValue - total)
                throw new ArgumentException("The tensors are too large for one file.", nameof(tensors));
            total += length;
            _tensors.Add((tensor, length));
        }

        WriteHeader(metadata ?? new Dictionary<string, string>());
    }

    /// <summary>Writes data of a tensor: all of it, or the next piece.</summary>
    /// <param name="name">The tensor whose turn it is.</param>
    /// <param name="data">The elements in row-major order, little-endian.</param>
    /// <exception cref="InvalidOperationException">It is another tensor's turn, or the tensor would get more than its shape holds.</exception>
    public void Write(string name, ReadOnlySpan<byte> data)
    {
        SkipFinished(name);
        if (_current == _tensors.Count || _tensors[_current].Tensor.Name != name)
            throw new InvalidOperationException($"It is not the turn of tensor '{name}': {State()}.");
        if (data.Length > _tensors[_current].Length - _written)
            throw new InvalidOperationException($"Tensor '{name}' got more than its {_tensors[_current].Length} bytes.");
        _stream.Write(data);
        _written += data.Length;
    }

    /// <summary>Checks that every tensor got all of its data. Call it once, last; it neither flushes nor closes the stream.</summary>
    /// <exception cref="InvalidOperationException">Data is missing.</exception>
    public void Complete()
    {
        SkipFinished(next: null);
        if (_current < _tensors.Count)
            throw new InvalidOperationException($"The file is not complete: {State()}.");
    }

    private void SkipFinished(string? next)
    {
        // An empty tensor may be written, with no bytes, or passed over.
        while (_current < _tensors.Count && _written == _tensors[_current].Length && _tensors[_current].Tensor.Name != next)
        {
            _current++;
            _written = 0;
        }
    }

    private string State() => _current == _tensors.Count
        ? "every tensor is complete"
        : $"tensor '{_tensors[_current].Tensor.Name}' has {_written} of {_tensors[_current].Length} bytes";

    private void WriteHeader(IReadOnlyDictionary<string, string> metadata)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (metadata.Count > 0)
            {
                json.WriteStartObject(SafetensorsDtype.MetadataKey);
                foreach ((string key, string value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                    json.WriteString(key, value);
                json.WriteEndObject();
            }

            long offset = 0;
            foreach ((TensorDeclaration tensor, long length) in _tensors)
            {
                WriteEntry(json, tensor, offset, length);
                offset += length;
            }

            json.WriteEndObject();
        }

        int padding = (int)((8 - (buffer.Length % 8)) % 8);
        buffer.Write(Encoding.ASCII.GetBytes(new string(' ', padding)));
        if (buffer.Length > SafetensorsHeader.MaxBytes)
            throw new ArgumentException($"The header would have {buffer.Length} bytes; the format allows {SafetensorsHeader.MaxBytes}.");
        Span<byte> prefix = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, (ulong)buffer.Length);
        _stream.Write(prefix);
        buffer.WriteTo(_stream);
    }

    private static void WriteEntry(Utf8JsonWriter json, TensorDeclaration tensor, long offset, long length)
    {
        json.WriteStartObject(tensor.Name);
        json.WriteString("dtype", SafetensorsDtype.NameOf(tensor.Type));
        json.WriteStartArray("shape");
        foreach (long size in tensor.Shape)
            json.WriteNumberValue(size);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(offset);
        json.WriteNumberValue(offset + length);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
