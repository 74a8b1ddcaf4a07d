using PerturbSeg.Torch;

namespace PerturbSeg.Training.Scoring;

/// <summary>
/// Images as the 8-bit pixels that a file would hold. Photos have been rounded so, and a painted image that was not would differ from
/// them by that alone.
/// </summary>
internal static class PixelBytes
{
    /// <summary>Rounds [−1, 1] to 0 … 255; what lies outside is clipped.</summary>
    /// <param name="images">Any shape.</param>
    /// <returns>The same shape, in uint8.</returns>
    public static Tensor Of(Tensor images) => ((images.Clamp(-1, 1) + 1) * 127.5).Round().To(ScalarType.UInt8);

    /// <summary>Images rounded to what 8 bits hold, in [−1, 1] still.</summary>
    /// <param name="images">Any shape.</param>
    /// <returns>The same shape, in float32.</returns>
    public static Tensor Rounded(Tensor images) => (Of(images).To(ScalarType.Float32) * (1 / 127.5)) - 1;
}
