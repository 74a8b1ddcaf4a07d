using System.Buffers.Binary;
using System.IO.Hashing;

namespace PerturbSeg.Fuzz.Mutations;

/// <summary>Changes the content of one chunk of a PNG; length and checksum are made to fit, so that the decoder comes to it.</summary>
internal sealed class PngMutation : IMutation
{
    private const int SignatureBytes = 8, NumberBytes = 4;
    private readonly ByteMutation _content = new([[0]]);

    /// <inheritdoc/>
    public byte[] Mutate(byte[] file, Random random)
    {
        var chunks = new List<(byte[] Type, byte[] Content)>();
        for (int place = SignatureBytes; place < file.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(place)), start = place + (2 * NumberBytes);
            chunks.Add((file[(place + NumberBytes)..start], file[start..(start + length)]));
            place = start + length + NumberBytes;
        }

        int chosen = random.Next(chunks.Count);
        chunks[chosen] = (chunks[chosen].Type, _content.Mutate(chunks[chosen].Content, random));
        return [.. file[..SignatureBytes], .. chunks.SelectMany(chunk => Written(chunk.Type, chunk.Content))];
    }

    private static byte[] Written(byte[] type, byte[] content)
    {
        byte[] typed = [.. type, .. content];
        return [.. Number((uint)content.Length), .. typed, .. Number(Crc32.HashToUInt32(typed))];
    }

    private static byte[] Number(uint value) => BitConverter.GetBytes(BinaryPrimitives.ReverseEndianness(value));
}
