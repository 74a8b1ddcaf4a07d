namespace PerturbSeg.Masks;

/// <summary>
/// The one rule by which soft masks become object or background, wherever they are packed, learnt from, written or scored: from one half
/// on it is object. One half itself is object, and NaN, which a diverged network gives, is background.
/// </summary>
public static class BinaryMask
{
    /// <summary>A pixel belongs to the object when its mask value is this or more; masks lie in [0, 1].</summary>
    public const float Threshold = 0.5f;

    /// <summary>A pixel of an 8-bit mask belongs to the object when its value is this or more: one half of 255, rounded up.</summary>
    public const byte ByteThreshold = 128;

    /// <summary>Whether a mask value means object.</summary>
    /// <param name="value">A mask value in [0, 1].</param>
    /// <returns>True for object.</returns>
    public static bool IsObject(float value) => value >= Threshold;

    /// <summary>Whether an 8-bit mask value means object.</summary>
    /// <param name="value">A mask value, 0 to 255.</param>
    /// <returns>True for object.</returns>
    public static bool IsObject(byte value) => value >= ByteThreshold;

    /// <summary>Makes a decision of each value of an 8-bit mask, in place: 255 for object, 0 for background.</summary>
    /// <param name="mask">0 to 255.</param>
    public static void Decide(Span<byte> mask)
    {
        foreach (ref byte value in mask)
            value = IsObject(value) ? byte.MaxValue : byte.MinValue;
    }
}
