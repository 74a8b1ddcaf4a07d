using System.Text.Json;

namespace PerturbSeg.Torch.Safetensors;

/// <summary>The JSON header of a safetensors file, read strictly: what it says is checked before anything relies on it.</summary>
internal sealed class SafetensorsHeader
{
    /// <summary>The longest header that is read, in bytes; the reference reader has the same limit.</summary>
    public const int MaxBytes = 100_000_000;

    /// <summary>The most dimensions a tensor may have.</summary>
    public const int MaxRank = 64;

    private readonly string _path;
    private readonly Dictionary<string, TensorEntry> _entries = new(StringComparer.Ordinal);
    private Dictionary<string, string>? _metadata;

    private SafetensorsHeader(string path) => _path = path;

    /// <summary>The tensors in the order of their data.</summary>
    public IReadOnlyList<TensorEntry> Tensors { get; private set; } = [];

    public IReadOnlyDictionary<string, TensorEntry> ByName => _entries;

    public IReadOnlyDictionary<string, string> Metadata => _metadata ?? [];

    /// <summary>Reads a header.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="json">The header's bytes, padding included.</param>
    /// <param name="dataLength">The size in bytes of what follows the header in the file.</param>
    public static SafetensorsHeader Parse(string path, ReadOnlySpan<byte> json, long dataLength)
    {
        var header = new SafetensorsHeader(path);
        if (json.IsEmpty || json[0] != (byte)'{')
            throw header.Error("the header does not begin with '{'");
        try
        {
            header.ReadObject(json);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            // InvalidOperationException: text that is not valid Unicode. FormatException: a number out of range.
            throw new SafetensorsFormatException(path, "the header is not valid JSON", exception);
        }

        header.CheckPlacement(dataLength);
        return header;
    }

    private void ReadObject(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 4 });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            if (name == SafetensorsDtype.MetadataKey)
                ReadMetadata(ref reader);
            else if (!_entries.TryAdd(name, ReadEntry(ref reader, name)))
                throw Error($"tensor '{UntrustedText.Show(name)}' appears twice");
        }

        // Anything but white space after the object is refused by the reader itself.
        reader.Read();
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        if (_metadata is not null)
            throw Error("the metadata appears twice");
        Expect(reader.TokenType == JsonTokenType.StartObject, "the metadata is not an object");
        _metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            reader.Read();
            Expect(reader.TokenType == JsonTokenType.String, $"metadata '{UntrustedText.Show(key)}' is not a string");
            if (!_metadata.TryAdd(key, reader.GetString()!))
                throw Error($"metadata '{UntrustedText.Show(key)}' appears twice");
        }
    }

    private TensorEntry ReadEntry(ref Utf8JsonReader reader, string name)
    {
        string subject = $"tensor '{UntrustedText.Show(name)}'";
        Expect(reader.TokenType == JsonTokenType.StartObject, $"{subject} is not described by an object");
        string? dtype = null;
        List<long>? shape = null;
        List<long>? offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            reader.Read();
            switch (key)
            {
                case "dtype" when dtype is null && reader.TokenType == JsonTokenType.String:
                    dtype = reader.GetString();
                    break;
                case "shape" when shape is null:
                    shape = ReadNumbers(ref reader, MaxRank, $"{subject}: shape");
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadNumbers(ref reader, 2, $"{subject}: data_offsets");
                    break;
                default:
                    throw Error($"{subject} has an unexpected '{UntrustedText.Show(key)}'");
            }
        }

        if (dtype is null || shape is null || offsets is null)
            throw Error($"{subject} lacks its dtype, shape or data_offsets");
        ScalarType type = SafetensorsDtype.Parse(dtype) ?? throw Error($"{subject} has the unknown dtype '{UntrustedText.Show(dtype)}'");
        Expect(offsets.Count == 2 && offsets[0] <= offsets[1], $"{subject}: data_offsets are not a beginning and an end");
        long[] sizes = [.. shape];
        long bytes = SafetensorsDtype.TotalBytes(type, sizes) ?? throw Error($"{subject}: the shape is too large");
        long length = offsets[1] - offsets[0];
        Expect(bytes == length, $"{subject} needs {bytes} bytes by its shape, but its data_offsets span {length}");
        return new TensorEntry(name, type, sizes, offsets[0], length);
    }

    private List<long> ReadNumbers(ref Utf8JsonReader reader, int most, string subject)
    {
        Expect(reader.TokenType == JsonTokenType.StartArray, $"{subject} is not an array");
        var numbers = new List<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            long number = -1;
            Expect(
                reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out number) && number >= 0,
                $"{subject} holds something else than whole numbers from 0");
            Expect(numbers.Count < most, $"{subject} has more than {most} numbers");
            numbers.Add(number);
        }

        return numbers;
    }

    /// <summary>The tensors must fill the data section, one after the other, without gap or overlap.</summary>
    private void CheckPlacement(long dataLength)
    {
        TensorEntry[] ordered = [.. _entries.Values.OrderBy(entry => entry.Offset).ThenBy(entry => entry.Length)];
        long end = 0;
        foreach (TensorEntry entry in ordered)
        {
            string subject = $"tensor '{UntrustedText.Show(entry.Name)}'";
            Expect(entry.Offset >= end, $"{subject} overlaps the one before it");
            Expect(entry.Offset == end, $"there is a gap before {subject}");
            end += entry.Length;
            Expect(end <= dataLength, $"{subject} ends at byte {end} of the data, but the file holds {dataLength}; it was cut short");
        }

        Expect(end == dataLength, $"the tensors end at byte {end} of the data, but the file holds {dataLength}");
        Tensors = ordered;
    }

    private void Expect(bool condition, string reason)
    {
        if (!condition)
            throw Error(reason);
    }

    private SafetensorsFormatException Error(string reason) => new(_path, reason);
}
