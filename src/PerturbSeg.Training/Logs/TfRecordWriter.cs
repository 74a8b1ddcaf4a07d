using System.Buffers.Binary;
using System.Numerics;

namespace PerturbSeg.Training.Logs;

/// <summary>Frames records as TensorFlow's record files do: length, its checksum, content, its checksum, all little-endian.</summary>
/// <remarks>Format: TensorFlow, <c>tensorflow/core/lib/io/record_writer.h</c>.</remarks>
internal sealed class TfRecordWriter(Stream stream) : IDisposable
{
    /// <summary>Writes one record. The stream is owned by the writer.</summary>
    public void Write(ReadOnlySpan<byte> content)
    {
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)content.Length);
        stream.Write(length);
        WriteChecksum(length);
        stream.Write(content);
        WriteChecksum(content);
    }

    public void Flush() => stream.Flush();

    public void Dispose() => stream.Dispose();

    /// <summary>CRC-32C (Castagnoli; RFC 3720, appendix B.4).</summary>
    internal static uint Crc32C(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (byte value in bytes)
            crc = BitOperations.Crc32C(crc, value);
        return ~crc;
    }

    /// <summary>The format's masking: a checksum of bytes that hold checksums would be weak.</summary>
    internal static uint Mask(uint crc) => BitOperations.RotateRight(crc, 15) + 0xA282EAD8u;

    private void WriteChecksum(ReadOnlySpan<byte> bytes)
    {
        Span<byte> checksum = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(checksum, Mask(Crc32C(bytes)));
        stream.Write(checksum);
    }
}
