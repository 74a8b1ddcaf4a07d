using NetVips;

namespace PerturbSeg.Imaging;

/// <summary>
/// Reads masks whatever they were saved as, where that can mean only one thing, and refuses the others with the values that were seen:
/// black and white with soft edges; any two values, the larger of which is the object; the opacity, where colours say nothing of a mask.
/// </summary>
internal static class MaskReading
{
    private const byte Half = 128, NearlyBlack = 16, NearlyWhite = 239;
    private const int Colored = 32;
    private const int Named = 8;
    private const double SmallPart = 0.02, LargePart = 0.05; // of the pixels

    /// <summary>Reads the mask.</summary>
    /// <param name="mask">The decoded file, in memory; left to the caller.</param>
    /// <param name="format">The file's format: some leave noise around values.</param>
    /// <param name="isPalette">Whether the file holds numbers of a palette.</param>
    /// <returns>[height, width], 0 to 255.</returns>
    /// <exception cref="PhotoFormatException">The values may mean several things.</exception>
    public static byte[] Of(Image mask, PhotoFormat format, bool isPalette)
    {
        using Image colors = mask.Copy().ToMaskChannels();
        byte[] channels = colors.WriteToMemory<byte>();
        byte[] levels = LargestOf(channels, colors.Bands);
        if (mask.HasAlpha() && OpacityOf(mask) is { } opacity && IsTheMask(opacity, levels))
            return opacity;
        bool isExact = format is PhotoFormat.Png or PhotoFormat.Tiff or PhotoFormat.Gif;
        long[] counts = new long[256];
        foreach (byte level in levels)
            counts[level]++;
        byte[] values = [.. Enumerable.Range(0, 256).Where(value => counts[value] > 0).Select(value => (byte)value)];
        byte largest = values[^1];
        int black = isExact ? 0 : NearlyBlack; // the most that is surely background
        if (isPalette && HasSeveralColors(channels, colors.Bands))
            throw Refusal("there is a palette of several colours, as masks of several classes have");
        if (counts[..Half].Sum() < SmallPart * levels.Length && HasTwoLargeColors(channels, colors.Bands))
            throw Refusal("there are several colours and no black");
        if (isExact && values.Length == 2)
            return Array.ConvertAll(levels, level => level == largest ? byte.MaxValue : byte.MinValue);
        if (values.Length == 1 && largest > black && largest < Half)
            throw Refusal($"every pixel has the value {largest}, which may mean background or object");
        bool isFaint = largest <= black && values.Length > 1 && levels.Length - counts[0] > SmallPart * levels.Length; // 0 and 1 in a format that blurs values, and no noise
        if (isFaint || (largest > black && largest < Half))
            throw Refusal($"no value reaches one half of 255; there are {List(values)}");
        long above = counts.Skip(black + 1).Sum(), between = counts[(black + 1)..NearlyWhite].Sum();
        return values.Length > 2 && 2 * between > above
            ? throw Refusal($"most that is not black is not white either; there are {List(values)}")
            : levels;
    }

    /// <summary>Whether two colours that are far apart each take a good part of the image, and not both are grey.</summary>
    private static bool HasTwoLargeColors(byte[] channels, int bands)
    {
        if (bands < 3)
            return false;
        const int Shift = 5; // eight steps a channel
        int[] counts = new int[1 << 9];
        for (int i = 0; i < channels.Length; i += bands)
            counts[(channels[i] >> Shift << 6) | (channels[i + 1] >> Shift << 3) | (channels[i + 2] >> Shift)]++;
        (int Red, int Green, int Blue)[] large = [.. Enumerable.Range(0, counts.Length).Where(color => counts[color] > LargePart * channels.Length / bands).Select(color => (color >> 6, (color >> 3) & 7, color & 7))];
        return large.Any(color => !IsGrey(color)) && large.Any(color => large.Any(other => Distance(color, other) > 1));

        static int Distance((int Red, int Green, int Blue) one, (int Red, int Green, int Blue) other)
            => Math.Max(Math.Abs(one.Red - other.Red), Math.Max(Math.Abs(one.Green - other.Green), Math.Abs(one.Blue - other.Blue)));

        static bool IsGrey((int Red, int Green, int Blue) color) => Distance(color, (color.Green, color.Blue, color.Red)) < 2;
    }

    private static PhotoFormatException Refusal(string reason)
        => new(PhotoProblem.Unreadable, $"it does not say what is object: {reason}; save it with 0 for background and 255 for object");

    private static string List(byte[] values) => string.Join(", ", values.Take(Named)) + (values.Length > Named ? $" and {values.Length - Named} more values" : string.Empty);

    /// <summary>Whether opacity is the mask: it parts the image, and what is opaque is of one colour, or a picture rather than black and white.</summary>
    private static bool IsTheMask(byte[] opacity, byte[] levels)
    {
        if (Array.TrueForAll(opacity, value => value >= Half) || Array.TrueForAll(opacity, value => value < Half))
            return false;
        byte[] opaque = [.. levels.Where((_, i) => opacity[i] == byte.MaxValue)];
        bool black = false, white = false, other = false;
        foreach (byte level in opaque)
        {
            black |= level <= NearlyBlack;
            white |= level >= NearlyWhite;
            other |= level is > NearlyBlack and < NearlyWhite;
        }

        return other || !(black && white);
    }

    private static byte[] OpacityOf(Image mask)
    {
        using Image last = mask[mask.Bands - 1];
        using Image opacity = last.Format == Enums.BandFormat.Ushort ? last.Msb() : last.Copy();
        return opacity.WriteToMemory<byte>();
    }

    /// <summary>Whether there are more than two colours, and not all are grey.</summary>
    private static bool HasSeveralColors(byte[] channels, int bands)
    {
        var seen = new HashSet<int>();
        bool colored = false;
        for (int i = 0; bands >= 3 && i < channels.Length && !(colored && seen.Count > 2); i += bands)
        {
            (byte red, byte green, byte blue) = (channels[i], channels[i + 1], channels[i + 2]);
            colored |= Math.Max(red, Math.Max(green, blue)) - Math.Min(red, Math.Min(green, blue)) > Colored;
            seen.Add((red << 16) | (green << 8) | blue);
        }

        return colored && seen.Count > 2;
    }

    // [N, channels] to [N].
    private static byte[] LargestOf(byte[] pixels, int channels)
    {
        if (channels == 1)
            return pixels;
        byte[] largest = GC.AllocateUninitializedArray<byte>(pixels.Length / channels);
        for (int i = 0; i < largest.Length; i++)
        {
            byte value = 0;
            foreach (byte channel in pixels.AsSpan(i * channels, channels))
                value = Math.Max(value, channel);
            largest[i] = value;
        }

        return largest;
    }
}
