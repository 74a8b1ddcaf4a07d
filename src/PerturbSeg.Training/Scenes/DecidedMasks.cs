using PerturbSeg.Masks;
using PerturbSeg.Torch;

namespace PerturbSeg.Training.Scenes;

/// <summary>The rule of <see cref="BinaryMask"/> on a batch of masks.</summary>
internal static class DecidedMasks
{
    /// <summary>Makes a decision of each value of soft masks.</summary>
    /// <param name="masks">In [0, 1].</param>
    /// <returns>The same shape in float32: 1 for object, 0 for background; owned by the open scope.</returns>
    public static Tensor Of(Tensor masks)
    {
        ArgumentNullException.ThrowIfNull(masks);
        return (masks.To(ScalarType.Float32) > MathF.BitDecrement(BinaryMask.Threshold)).To(ScalarType.Float32);
    }
}
