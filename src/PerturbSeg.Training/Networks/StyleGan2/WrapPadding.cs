using PerturbSeg.Torch;
using PerturbSeg.Training.Scenes;

namespace PerturbSeg.Training.Networks.StyleGan2;

/// <summary>What lies beyond the edges of an image that goes around: what lies inside the opposite edge.</summary>
internal static class WrapPadding
{
    /// <summary>Adds so many pixels at both ends of each axis that goes around; the other axes stay.</summary>
    /// <param name="x">[N, C, H, W].</param>
    /// <param name="wrapped">The axes that go around.</param>
    /// <param name="pixels">From 0 to the extent of the image.</param>
    public static Tensor Extend(Tensor x, WrappedAxes wrapped, long pixels)
    {
        if (pixels == 0)
            return x;
        Tensor wide = wrapped.HasFlag(WrappedAxes.X) ? Along(x, 3) : x;
        return wrapped.HasFlag(WrappedAxes.Y) ? Along(wide, 2) : wide;

        Tensor Along(Tensor image, int dimension)
        {
            long extent = image.Shape[dimension];
            return Tensor.Concatenate([image.Slice(dimension, extent - pixels, extent), image, image.Slice(dimension, 0, pixels)], dimension);
        }
    }
}
