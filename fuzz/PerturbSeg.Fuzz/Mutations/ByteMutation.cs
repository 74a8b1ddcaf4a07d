using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace PerturbSeg.Fuzz.Mutations;

/// <summary>One to a few changes of bytes, whatever they mean: bits, numbers of lengths that overflow, parts left out, doubled or exchanged.</summary>
/// <param name="others">Files of the same kind, to take parts from.</param>
internal sealed class ByteMutation(IReadOnlyList<byte[]> others) : IMutation
{
    private const int LongestSmallFile = 1 << 16, LongestPart = 64;
    private static readonly long[] Lengths =
        [0, 1, -1, 2, 127, 128, 255, 256, short.MaxValue, ushort.MaxValue, 1 << 24, int.MaxValue, int.MinValue, uint.MaxValue, 1L << 40, long.MaxValue, long.MinValue];
    private static readonly string[] Numbers =
        ["0", "-1", "1", "9", "65536", "2147483648", "4294967296", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "99999999999999999999", "1e999", "-1e-999", "NaN", "1.5"];

    /// <inheritdoc/>
    public byte[] Mutate(byte[] file, Random random)
    {
        int longest = Math.Max(LongestSmallFile, 2 * file.Length);
        do
            file = Change(file, random);
        while (random.Next(3) != 0);
        return file.Length <= longest ? file : file[..longest];
    }

    private byte[] Change(byte[] file, Random random)
    {
        int place = random.Next(file.Length + 1);
        switch (random.Next(10))
        {
            case 0 or 1 when file.Length > 0:
                return With(file, random.Next(file.Length), value => (byte)(value ^ (1 << random.Next(8))));
            case 2 when file.Length > 0:
                return With(file, random.Next(file.Length), _ => (byte)random.Next(256));
            case 3 or 4:
                return WithLength(file, random);
            case 5:
                return WithNumber(file, random);
            case 6: // left out
                return [.. file[..place], .. file[Math.Min(file.Length, place + Part(random))..]];
            case 7: // doubled
                int end = Math.Min(file.Length, place + Part(random));
                return [.. file[..end], .. Enumerable.Repeat(file[place..end], random.Next(1, 9)).SelectMany(part => part), .. file[end..]];
            case 8: // of another file, or another place
                byte[] other = others[random.Next(others.Count)];
                int from = random.Next(other.Length + 1);
                byte[] part = other[from..Math.Min(other.Length, from + Part(random))];
                return [.. file[..place], .. part, .. file[Math.Min(file.Length, place + (random.Next(2) * part.Length))..]];
            case 9 when random.Next(3) == 0:
                return file[..place];
            default:
                byte[] noise = new byte[random.Next(1, 9)];
                random.NextBytes(noise);
                return [.. file[..place], .. noise, .. file[place..]];
        }
    }

    private static int Part(Random random) => random.Next(1, random.Next(4) == 0 ? 16 * LongestPart : LongestPart);

    private static byte[] With(byte[] file, int place, Func<byte, byte> change)
    {
        byte[] changed = [.. file];
        changed[place] = change(file[place]);
        return changed;
    }

    // A whole number of 1, 2, 4 or 8 bytes, of either order.
    private static byte[] WithLength(byte[] file, Random random)
    {
        int size = 1 << random.Next(4);
        if (file.Length < size)
            return file;
        byte[] changed = [.. file];
        long number = random.Next(4) switch
        {
            0 => file.Length + random.Next(-16, 17),
            1 => random.Next(512),
            _ => Lengths[random.Next(Lengths.Length)],
        };
        if (random.Next(2) == 0)
            number = BinaryPrimitives.ReverseEndianness(number << (8 * (8 - size)));
        BitConverter.GetBytes(number).AsSpan(0, size).CopyTo(changed.AsSpan(random.Next(file.Length - size + 1)));
        return changed;
    }

    // A number that is written in digits.
    private static byte[] WithNumber(byte[] file, Random random)
    {
        int from = random.Next(file.Length + 1);
        int start = from + file.AsSpan(from).IndexOfAnyInRange((byte)'0', (byte)'9');
        if (start < from)
            return file;
        int end = start;
        while (end < file.Length && file[end] is >= (byte)'0' and <= (byte)'9')
            end++;
        string number = random.Next(4) == 0 ? random.Next(1000).ToString(CultureInfo.InvariantCulture) : Numbers[random.Next(Numbers.Length)];
        return [.. file[..start], .. Encoding.ASCII.GetBytes(number), .. file[end..]];
    }
}
