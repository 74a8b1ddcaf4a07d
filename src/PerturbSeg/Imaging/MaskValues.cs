namespace PerturbSeg.Imaging;

/// <summary>What the numbers in a mask of several objects or classes mean: one of them is the object, and one may be a border that nobody can judge.</summary>
public sealed record MaskValues
{
    /// <summary>The largest number that a mask can hold.</summary>
    public const int Largest = ushort.MaxValue;

    /// <summary>States what numbers mean.</summary>
    /// <param name="objectValue">The number that is object: a grey level, of 8 or 16 bits, or a number of the palette. All others are background.</param>
    /// <param name="ignored">The number whose pixels are left out of scores, as 255 in VOC's masks; null leaves none out.</param>
    /// <exception cref="UserErrorException">A number is none that a mask can hold, or both are the same.</exception>
    public MaskValues(int objectValue, int? ignored = null)
    {
        foreach (int value in (int[])[objectValue, ignored ?? 0])
        {
            if (value is < 0 or > Largest)
                throw new UserErrorException($"{value} is no value of a mask: give 0 to 255, or up to {Largest} for masks of 16 bits.");
        }

        if (objectValue == ignored)
            throw new UserErrorException($"{objectValue} cannot be both object and left out: give two values.");
        (Object, Ignored) = (objectValue, ignored);
    }

    /// <summary>The number that is object.</summary>
    public int Object { get; }

    /// <summary>The number whose pixels are left out of scores; null where there is none.</summary>
    public int? Ignored { get; }
}
