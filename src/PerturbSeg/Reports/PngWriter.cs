using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Numerics;

namespace PerturbSeg.Reports;

/// <summary>Writes 8-bit PNG images: sample grids, masks, cut-outs, overlays.</summary>
/// <remarks>Format: W3C, Portable Network Graphics (PNG) Specification, third edition, sections 5 (chunks) and 9 (row filters).</remarks>
public static class PngWriter
{
    private const int LargestSide = 1 << 20;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'];

    /// <summary>Writes one image. The stream is left open, after the last byte of the image.</summary>
    /// <param name="stream">Where to write; need not be seekable.</param>
    /// <param name="width">Pixels a row, 1 to 1,048,576.</param>
    /// <param name="height">Rows, 1 to 1,048,576.</param>
    /// <param name="color">What the samples of a pixel mean.</param>
    /// <param name="pixels">Rows from top to bottom, [height, width, samples], samples of a pixel together, 0 to 255.</param>
    /// <exception cref="ArgumentException">The number of bytes is not width × height × samples.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A side is out of range, or the colour is not a known one.</exception>
    public static void Write(Stream stream, int width, int height, PngColor color, ReadOnlySpan<byte> pixels)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, LargestSide);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, LargestSide);
        byte colorType = color switch
        {
            PngColor.Grey => 0,
            PngColor.Rgb => 2,
            PngColor.Rgba => 6,
            _ => throw new ArgumentOutOfRangeException(nameof(color), color, "Not a colour format that PNG files are written in here."),
        };
        if (pixels.Length != (long)width * height * (int)color)
            throw new ArgumentException(
                $"Expected {width} × {height} × {(int)color} = {(long)width * height * (int)color} bytes, got {pixels.Length}.", nameof(pixels));

        Span<byte> header = stackalloc byte[13]; // width, height, bit depth, colour type, then three methods that have one value each
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        header[8] = 8;
        header[9] = colorType;
        header[10..].Clear();

        using MemoryStream data = Compress(width * (int)color, (int)color, pixels);
        stream.Write(Signature);
        WriteChunk(stream, "IHDR"u8, header);
        WriteChunk(stream, "IDAT"u8, data.GetBuffer().AsSpan(0, (int)data.Length));
        WriteChunk(stream, "IEND"u8, []);
    }

    /// <summary>Writes one image into memory.</summary>
    /// <param name="width">Pixels a row, 1 to 1,048,576.</param>
    /// <param name="height">Rows, 1 to 1,048,576.</param>
    /// <param name="color">What the samples of a pixel mean.</param>
    /// <param name="pixels">[height, width, samples], 0 to 255.</param>
    /// <returns>The bytes of a PNG file.</returns>
    /// <exception cref="ArgumentException">The number of bytes is not width × height × samples, or a side is out of range.</exception>
    public static byte[] Encode(int width, int height, PngColor color, ReadOnlySpan<byte> pixels)
    {
        using var stream = new MemoryStream();
        Write(stream, width, height, color, pixels);
        return stream.ToArray();
    }

    private static MemoryStream Compress(int stride, int samples, ReadOnlySpan<byte> pixels)
    {
        var data = new MemoryStream();
        using var deflate = new ZLibStream(data, CompressionLevel.Optimal, leaveOpen: true);
        byte[] unfiltered = new byte[stride + 1];
        byte[] left = new byte[stride + 1];
        byte[] up = new byte[stride + 1];
        left[0] = 1; // the filter's number stands before each row
        up[0] = 2;
        for (int start = 0; start < pixels.Length; start += stride)
        {
            ReadOnlySpan<byte> row = pixels.Slice(start, stride);
            row.CopyTo(unfiltered.AsSpan(1));
            row[..samples].CopyTo(left.AsSpan(1));
            Subtract(row[samples..], row[..^samples], left.AsSpan(1 + samples));
            if (start == 0)
                row.CopyTo(up.AsSpan(1));
            else
                Subtract(row, pixels.Slice(start - stride, stride), up.AsSpan(1));
            deflate.Write(Cheapest(unfiltered, left, up));
        }

        return data;
    }

    /// <summary>The candidate row with the smallest sum of absolute values, read as signed bytes: section 12.7 of the specification.</summary>
    private static byte[] Cheapest(byte[] unfiltered, byte[] left, byte[] up)
    {
        long bestCost = Cost(up);
        byte[] best = up;
        foreach (byte[] candidate in (ReadOnlySpan<byte[]>)[left, unfiltered])
        {
            long cost = Cost(candidate);
            if (cost < bestCost)
                (bestCost, best) = (cost, candidate);
        }

        return best;
    }

    private static long Cost(byte[] filtered)
    {
        long sum = 0;
        foreach (byte value in filtered.AsSpan(1))
            sum += Math.Min(value, 256 - value);
        return sum;
    }

    /// <summary>Differences modulo 256, a vector at a time.</summary>
    private static void Subtract(ReadOnlySpan<byte> minuend, ReadOnlySpan<byte> subtrahend, Span<byte> difference)
    {
        int i = 0;
        for (; i <= minuend.Length - Vector<byte>.Count; i += Vector<byte>.Count)
            (new Vector<byte>(minuend[i..]) - new Vector<byte>(subtrahend[i..])).CopyTo(difference[i..]);
        for (; i < minuend.Length; i++)
            difference[i] = unchecked((byte)(minuend[i] - subtrahend[i]));
    }

    private static void WriteChunk(Stream stream, ReadOnlySpan<byte> type, ReadOnlySpan<byte> content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        stream.Write(number);
        stream.Write(type);
        stream.Write(content);
        var checksum = new Crc32();
        checksum.Append(type);
        checksum.Append(content);
        BinaryPrimitives.WriteUInt32BigEndian(number, checksum.GetCurrentHashAsUInt32());
        stream.Write(number);
    }
}
