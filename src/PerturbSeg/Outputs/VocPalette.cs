namespace PerturbSeg.Outputs;

/// <summary>
/// The colours of the challenge's masks: the bits of a number, three at a time from the lowest, are the highest bits left of red, green and
/// blue. So 0 is black, 1 dark red, 2 dark green, and 255, which means "do not count", (224, 224, 192).
/// </summary>
/// <remarks>Form: the VOC2012 development kit.</remarks>
internal static class VocPalette
{
    /// <summary>256 colours of red, green and blue.</summary>
    public static byte[] Colors { get; } = [.. Enumerable.Range(0, 256).SelectMany(number => new[] { Red(number), Green(number), Blue(number) })];

    public static byte Red(int number) => EveryThirdBit(number);

    public static byte Green(int number) => EveryThirdBit(number >> 1);

    public static byte Blue(int number) => EveryThirdBit(number >> 2);

    private static byte EveryThirdBit(int number)
    {
        int level = 0;
        for (int bit = 7; number > 0; bit--, number >>= 3)
            level |= (number & 1) << bit;
        return (byte)level;
    }
}
