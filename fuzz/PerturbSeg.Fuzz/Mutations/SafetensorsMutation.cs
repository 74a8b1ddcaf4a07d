using System.Buffers.Binary;

namespace PerturbSeg.Fuzz.Mutations;

/// <summary>Changes what the header of a safetensors file says; its length is made to fit, so that the reader comes to it.</summary>
internal sealed class SafetensorsMutation : IMutation
{
    private const int LengthBytes = sizeof(long);
    private readonly JsonMutation _header = new();

    /// <inheritdoc/>
    public byte[] Mutate(byte[] file, Random random)
    {
        int length = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        byte[] header = _header.Mutate(file[LengthBytes..(LengthBytes + length)], random);
        return [.. BitConverter.GetBytes((long)header.Length), .. header, .. file[(LengthBytes + length)..]];
    }
}
