using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PerturbSeg.Fuzz.Mutations;

/// <summary>Changes what the header of a safetensors file says; its length is made to fit, so that the reader comes to it.</summary>
internal sealed class SafetensorsMutation : IMutation
{
    private const int LengthBytes = sizeof(long);
    private const string Metadata = "__metadata__";
    private readonly JsonMutation _header = new();

    /// <inheritdoc/>
    public byte[] Mutate(byte[] file, Random random)
    {
        int length = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        byte[] header = file[LengthBytes..(LengthBytes + length)];
        header = random.Next(3) == 0 && WithinMetadata(header, random) is { } changed ? changed : _header.Mutate(header, random);
        return [.. BitConverter.GetBytes((long)header.Length), .. header, .. file[(LengthBytes + length)..]];
    }

    // What a text of the metadata says, where it is JSON itself, as the settings of a checkpoint are; null where none is.
    private byte[]? WithinMetadata(byte[] header, Random random)
    {
        JsonNode? root = JsonNode.Parse(header);
        string[] texts = [.. root?[Metadata] is JsonObject map ? map.Where(entry => entry.Value?.GetValueKind() == JsonValueKind.String && $"{entry.Value}".StartsWith('{')).Select(entry => entry.Key) : []];
        if (texts.Length == 0)
            return null;
        string key = texts[random.Next(texts.Length)];
        root![Metadata]![key] = Encoding.UTF8.GetString(_header.Mutate(Encoding.UTF8.GetBytes($"{root[Metadata]![key]}"), random));
        return Encoding.UTF8.GetBytes(root.ToJsonString());
    }
}
