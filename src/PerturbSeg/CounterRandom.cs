namespace PerturbSeg;

/// <summary>
/// Random numbers that are a function of (seed, stream, counter) and of nothing drawn before, so that work can be resumed or split
/// anywhere and see the same numbers.
/// </summary>
/// <remarks>
/// The mixing step is the finaliser of SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, OOPSLA 2014),
/// applied once for each of the three words.
/// </remarks>
internal static class CounterRandom
{
    private const ulong GoldenGamma = 0x9E3779B97F4A7C15;

    /// <summary>64 uniform bits.</summary>
    public static ulong Bits(ulong seed, ulong stream, ulong counter)
    {
        ulong state = Mix(seed + GoldenGamma);
        state = Mix(state ^ (stream + GoldenGamma));
        return Mix(state + ((counter + 1) * GoldenGamma));
    }

    /// <summary>A whole number from 0 to <paramref name="bound"/> - 1, from the upper bits of <paramref name="bits"/>.</summary>
    /// <remarks>The bias is below bound / 2^32 and the same on every machine.</remarks>
    public static int Below(uint bits, int bound) => (int)(((ulong)bits * (uint)bound) >> 32);

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
