using System.Buffers.Binary;
using NetVips;

namespace PerturbSeg.Imaging;

/// <summary>Reads masks as the numbers that are in the file: grey levels, or numbers of a palette.</summary>
internal static class LabelReading
{
    /// <summary>Reads the numbers.</summary>
    /// <param name="mask">The decoded file, in memory; left to the caller.</param>
    /// <param name="format">The file's format: some change values a little.</param>
    /// <param name="palette">The colours of a palette, three bytes each; empty where there is none.</param>
    /// <param name="bits">Bits a sample of a PNG; those of fewer than 8 come as shares of 255.</param>
    /// <returns>[height, width].</returns>
    /// <exception cref="PhotoFormatException">The file holds no numbers.</exception>
    public static ushort[] Of(Image mask, PhotoFormat format, ReadOnlySpan<byte> palette, int bits)
    {
        if (format is not (PhotoFormat.Png or PhotoFormat.Tiff))
            throw new PhotoFormatException(PhotoProblem.Unreadable, "numbers of objects are read from PNG and TIFF files, which keep them");
        if (!palette.IsEmpty)
            return Numbers(mask, palette);
        if (mask.Bands > 2)
            throw new PhotoFormatException(PhotoProblem.Unreadable, "it holds colours, and numbers of objects are grey levels or those of a palette");
        using Image first = mask[0];
        if (first.Format == Enums.BandFormat.Ushort)
            return first.WriteToMemory<ushort>();
        int level = bits < 8 ? byte.MaxValue / ((1 << bits) - 1) : 1;
        return Array.ConvertAll(first.WriteToMemory<byte>(), value => (ushort)(value / level));
    }

    /// <summary>The palette of a PNG file.</summary>
    /// <param name="file">Its bytes.</param>
    /// <returns>Red, green and blue of each number; empty where there is none.</returns>
    public static ReadOnlySpan<byte> PaletteOf(ReadOnlySpan<byte> file)
    {
        const int head = 8, around = 12; // the signature; length, type and checksum of a chunk
        for (int at = head; at + around <= file.Length;)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(file[at..]);
            if (length > file.Length - at - around)
                break;
            if (file.Slice(at + 4, 4).SequenceEqual("PLTE"u8))
                return file.Slice(at + 8, (int)length);
            at += around + (int)length;
        }

        return [];
    }

    // libvips gives the colours; of two numbers of one colour nobody can tell which it was.
    private static ushort[] Numbers(Image mask, ReadOnlySpan<byte> palette)
    {
        var numbers = new Dictionary<(byte, byte, byte), ushort>();
        var doubled = new HashSet<(byte, byte, byte)>();
        for (int i = 0; i + 2 < palette.Length; i += 3)
        {
            (byte, byte, byte) color = (palette[i], palette[i + 1], palette[i + 2]);
            if (!numbers.TryAdd(color, (ushort)(i / 3)))
                doubled.Add(color);
        }

        byte[] channels = mask.WriteToMemory<byte>();
        ushort[] labels = new ushort[mask.Width * mask.Height];
        for (int i = 0; i < labels.Length; i++)
        {
            ReadOnlySpan<byte> pixel = channels.AsSpan(i * mask.Bands, mask.Bands);
            (byte, byte, byte) color = mask.Bands < 3 ? (pixel[0], pixel[0], pixel[0]) : (pixel[0], pixel[1], pixel[2]);
            labels[i] = numbers.TryGetValue(color, out ushort number) && !doubled.Contains(color)
                ? number
                : throw new PhotoFormatException(PhotoProblem.Unreadable, "its palette has the same colour twice, so that its numbers cannot be told apart");
        }

        return labels;
    }
}
