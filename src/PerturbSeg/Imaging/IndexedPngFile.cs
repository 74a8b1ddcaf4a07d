using System.Buffers.Binary;
using System.IO.Compression;

namespace PerturbSeg.Imaging;

/// <summary>Writes PNG images of numbers with a palette, as masks of several objects are: libvips would choose a palette of its own.</summary>
/// <remarks>Form: PNG, third edition; 8 bits, colour type 3, rows without a filter.</remarks>
internal static class IndexedPngFile
{
    private static readonly uint[] CrcTable = [.. Enumerable.Range(0, 256).Select(CrcOf)];

    /// <summary>Writes one image.</summary>
    /// <param name="stream">Where to; left open.</param>
    /// <param name="width">Pixels a row, from 1.</param>
    /// <param name="height">Rows, from 1.</param>
    /// <param name="palette">Red, green and blue of each number, 256 colours at most.</param>
    /// <param name="numbers">Rows from the top, [height, width].</param>
    public static void Write(Stream stream, int width, int height, ReadOnlySpan<byte> palette, byte[] numbers)
    {
        if (numbers.Length != (long)width * height)
            throw new ArgumentException($"Expected {width} × {height} = {(long)width * height} bytes, got {numbers.Length}.", nameof(numbers));
        stream.Write([0x89, .. "PNG\r\n\x1A\n"u8]);
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 3);
        WriteChunk(stream, "IHDR"u8, header);
        WriteChunk(stream, "PLTE"u8, palette);
        using var packed = new MemoryStream();
        using (var deflate = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            for (int y = 0; y < height; y++)
            {
                deflate.WriteByte(0);
                deflate.Write(numbers, y * width, width);
            }
        }

        WriteChunk(stream, "IDAT"u8, packed.GetBuffer().AsSpan(0, (int)packed.Length));
        WriteChunk(stream, "IEND"u8, []);
    }

    private static void WriteChunk(Stream stream, ReadOnlySpan<byte> name, ReadOnlySpan<byte> content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        stream.Write(number);
        stream.Write(name);
        stream.Write(content);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(Crc(uint.MaxValue, name), content));
        stream.Write(number);
    }

    private static uint Crc(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
            crc = CrcTable[(byte)(crc ^ value)] ^ (crc >> 8);
        return crc;
    }

    private static uint CrcOf(int value)
    {
        uint crc = (uint)value;
        for (int bit = 0; bit < 8; bit++)
            crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320u : crc >> 1;
        return crc;
    }
}
