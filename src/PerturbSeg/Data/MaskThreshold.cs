namespace PerturbSeg.Data;

/// <summary>Makes a decision of each value of a soft mask.</summary>
internal static class MaskThreshold
{
    /// <summary>Turns values from 128 to 255 (object), the others to 0 (background), in place.</summary>
    public static void Apply(Span<byte> mask)
    {
        foreach (ref byte value in mask)
            value = value >= 128 ? (byte)255 : (byte)0;
    }
}
