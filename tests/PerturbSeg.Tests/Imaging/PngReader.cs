using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using PerturbSeg.Tests.Shared;

namespace PerturbSeg.Tests.Imaging;

/// <summary>A second reading of the PNG specification, for tests: bitwise CRC, every chunk checked, filters undone one byte at a time.</summary>
internal static class PngReader
{
    public static (int Width, int Height, int Samples, byte[] Pixels, byte[] Filters) Read(byte[] file)
    {
        file[..8].ShouldBe([137, 80, 78, 71, 13, 10, 26, 10]);
        int width = 0, height = 0, samples = 0;
        var names = new List<string>();
        using var data = new MemoryStream();
        int at = 8;
        while (at < file.Length)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            string name = Encoding.ASCII.GetString(file, at + 4, 4);
            names.Add(name);
            Crc(file.AsSpan(at + 4, length + 4)).ShouldBe(BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at + 8 + length)), name);
            ReadOnlySpan<byte> content = file.AsSpan(at + 8, length);
            if (name == "IHDR")
            {
                width = BinaryPrimitives.ReadInt32BigEndian(content);
                height = BinaryPrimitives.ReadInt32BigEndian(content[4..]);
                content[8].ShouldBe((byte)8);
                samples = content[9] switch { 0 => 1, 2 => 3, 6 => 4, _ => throw new InvalidDataException("colour type") };
                content[10..].ToArray().ShouldBe([0, 0, 0]);
            }
            else if (name == "IDAT")
                data.Write(content);
            at += length + 12;
        }

        names[0].ShouldBe("IHDR");
        names[^1].ShouldBe("IEND");
        data.Position = 0;
        using var inflate = new ZLibStream(data, CompressionMode.Decompress);
        int stride = width * samples;
        byte[] pixels = new byte[stride * height];
        byte[] filters = new byte[height];
        for (int y = 0; y < height; y++)
        {
            filters[y] = (byte)inflate.ReadByte();
            for (int i = 0; i < stride; i++)
            {
                int left = i >= samples ? pixels[(y * stride) + i - samples] : 0;
                int up = y > 0 ? pixels[((y - 1) * stride) + i] : 0;
                int upLeft = y > 0 && i >= samples ? pixels[((y - 1) * stride) + i - samples] : 0;
                int predicted = filters[y] switch { 0 => 0, 1 => left, 2 => up, 3 => (left + up) / 2, 4 => Paeth(left, up, upLeft), _ => throw new InvalidDataException("filter") };
                pixels[(y * stride) + i] = (byte)(inflate.ReadByte() + predicted);
            }
        }

        inflate.ReadByte().ShouldBe(-1, "bytes after the last row");
        return (width, height, samples, pixels, filters);
    }

    // Section 9.4: the neighbour nearest to left + up - upLeft.
    private static int Paeth(int left, int up, int upLeft)
    {
        int byLeft = Math.Abs(up - upLeft), byUp = Math.Abs(left - upLeft), byBoth = Math.Abs(left + up - upLeft - upLeft);
        return byLeft <= byUp && byLeft <= byBoth ? left : byUp <= byBoth ? up : upLeft;
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320u : crc >> 1;
        }

        return ~crc;
    }
}
