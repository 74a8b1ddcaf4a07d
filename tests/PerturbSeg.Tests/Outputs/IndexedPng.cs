using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace PerturbSeg.Tests.Outputs;

/// <summary>A second reading of PNG images with a palette: 8 bits, rows without a filter.</summary>
internal static class IndexedPng
{
    public static (byte[] Palette, byte[] Numbers) Read(byte[] file, int width, int height)
    {
        byte[] palette = [];
        using var data = new MemoryStream();
        for (int at = 8; at < file.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            string name = Encoding.ASCII.GetString(file, at + 4, 4);
            ReadOnlySpan<byte> content = file.AsSpan(at + 8, length);
            Crc32.HashToUInt32(file.AsSpan(at + 4, 4 + length)).ShouldBe(BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at + 8 + length)), name);
            if (name == "IHDR")
                content.ToArray().ShouldBe([0, 0, (byte)(width >> 8), (byte)width, 0, 0, (byte)(height >> 8), (byte)height, 8, 3, 0, 0, 0]);
            else if (name == "PLTE")
                palette = content.ToArray();
            else if (name == "IDAT")
                data.Write(content);
            at += length + 12;
        }

        data.Position = 0;
        using var inflate = new ZLibStream(data, CompressionMode.Decompress);
        byte[] rows = new byte[height * (width + 1)], numbers = new byte[width * height];
        inflate.ReadExactly(rows);
        inflate.ReadByte().ShouldBe(-1);
        for (int y = 0; y < height; y++)
        {
            rows[y * (width + 1)].ShouldBe((byte)0);
            rows.AsSpan((y * (width + 1)) + 1, width).CopyTo(numbers.AsSpan(y * width));
        }

        return (palette, numbers);
    }
}
