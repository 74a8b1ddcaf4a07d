namespace PerturbSeg.Evaluation;

/// <summary>The one rule by which masks become object or background wherever they are scored.</summary>
public static class BinaryMask
{
    /// <summary>A pixel belongs to the object when its mask value is this or more; masks lie in [0, 1].</summary>
    public const float Threshold = 0.5f;

    /// <summary>A pixel of an 8-bit mask belongs to the object when its value is this or more; 255 = object.</summary>
    public const byte ByteThreshold = 128;

    /// <summary>Whether a mask value means object. NaN, which a diverged network gives, means background.</summary>
    /// <param name="value">A mask value in [0, 1].</param>
    /// <returns>True for object.</returns>
    public static bool IsObject(float value) => value >= Threshold;

    /// <summary>Whether an 8-bit mask value means object.</summary>
    /// <param name="value">A mask value, 0 to 255.</param>
    /// <returns>True for object.</returns>
    public static bool IsObject(byte value) => value >= ByteThreshold;
}
