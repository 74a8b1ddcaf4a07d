using System.Buffers.Binary;

namespace PerturbSeg.Imaging;

/// <summary>What the first directory of a TIFF file says of its samples (TIFF 6.0, sections 2 and 18), also of files with 64 bits an offset (BigTIFF).</summary>
internal static class TiffHeader
{
    private const int ExtraSamples = 338;
    private const ulong MostSamples = 64;
    private const int AssociatedOpacity = 1, Opacity = 2;

    /// <summary>Whether a file is a TIFF by its first bytes.</summary>
    public static bool IsTiff(ReadOnlySpan<byte> file)
        => file.StartsWith("II*\0"u8) || file.StartsWith("MM\0*"u8) || file.StartsWith("II+\0"u8) || file.StartsWith("MM\0+"u8);

    /// <summary>Which of the samples beyond the colours is opacity. Near infrared, of a camera in the air, is none, and a mask that was saved along neither.</summary>
    /// <param name="file">A TIFF file.</param>
    /// <returns>Its place among them, from 0; −1 for none; null where the file does not say, as of some programs that write opacity.</returns>
    public static int? OpacityOf(ReadOnlySpan<byte> file)
    {
        var numbers = new Numbers(file);
        (int offset, int entry, int place) = numbers.IsBig ? (8, 20, 12) : (4, 12, 8);
        ulong directory = numbers.At((ulong)offset, entry == 20 ? 8 : 4), count = numbers.At(directory, entry == 20 ? 8 : 2);
        for (ulong i = 0; i < Math.Min(count, ushort.MaxValue); i++)
        {
            ulong at = directory + (entry == 20 ? 8UL : 2UL) + (i * (ulong)entry);
            if (numbers.At(at, 2) != ExtraSamples)
                continue;
            ulong values = numbers.At(at + 4, entry == 20 ? 8 : 4), room = entry == 20 ? 8UL : 4UL;
            ulong first = 2 * values <= room ? at + (ulong)place : numbers.At(at + (ulong)place, (int)room);
            for (int sample = 0; sample < (int)Math.Min(values, MostSamples); sample++)
            {
                if (numbers.At(first + (2 * (ulong)sample), 2) is AssociatedOpacity or Opacity)
                    return sample;
            }

            return -1;
        }

        return null;
    }

    /// <summary>Numbers of a file, in its order of bytes; 0 beyond its end.</summary>
    private readonly ref struct Numbers(ReadOnlySpan<byte> file)
    {
        private readonly ReadOnlySpan<byte> _file = file;
        private readonly bool _littleEndian = file.StartsWith("II"u8);

        public bool IsBig { get; } = file.Length > 3 && (file[2] == '+' || file[3] == '+');

        public ulong At(ulong place, int bytes)
        {
            if (place > (ulong)_file.Length || _file.Length - (int)place < bytes)
                return 0;
            ReadOnlySpan<byte> number = _file.Slice((int)place, bytes);
            return (bytes, _littleEndian) switch
            {
                (2, true) => BinaryPrimitives.ReadUInt16LittleEndian(number),
                (2, false) => BinaryPrimitives.ReadUInt16BigEndian(number),
                (4, true) => BinaryPrimitives.ReadUInt32LittleEndian(number),
                (4, false) => BinaryPrimitives.ReadUInt32BigEndian(number),
                (_, true) => BinaryPrimitives.ReadUInt64LittleEndian(number),
                (_, false) => BinaryPrimitives.ReadUInt64BigEndian(number),
            };
        }
    }
}
