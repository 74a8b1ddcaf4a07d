using PerturbSeg.Imaging;
using PerturbSeg.Torch;

namespace PerturbSeg.Segmentation;

/// <summary>Photos as networks take them.</summary>
internal static class SquareImages
{
    /// <summary>Resizes photos to squares.</summary>
    /// <param name="photos">Photos of any sizes; their aspect is lost.</param>
    /// <param name="side">The side of the squares, in pixels.</param>
    /// <param name="device">Where to.</param>
    /// <returns>[N, 3, side, side], in [−1, 1], owned by the open scope.</returns>
    public static Tensor Of(IReadOnlyList<Photo> photos, int side, Device device)
    {
        return Tensor.Concatenate([.. photos.Select(photo => ToImage(photo.Resize(side, side), device))], 0);
    }

    /// <summary>A photo's pixels as they are.</summary>
    /// <param name="photo">The photo.</param>
    /// <param name="device">Where to.</param>
    /// <returns>[1, 3, height, width], in [−1, 1], owned by the open scope.</returns>
    public static Tensor ToImage(Photo photo, Device device)
    {
        Tensor bytes = Tensor.From<byte>(photo.Pixels, [1, photo.Height, photo.Width, 3], device);
        return (bytes.Permute(0, 3, 1, 2).To(ScalarType.Float32) * (1 / 127.5)) - 1;
    }
}
