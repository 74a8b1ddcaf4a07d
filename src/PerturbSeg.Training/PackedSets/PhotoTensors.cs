using PerturbSeg.Torch;
using PerturbSeg.Torch.Operators;

namespace PerturbSeg.Training.PackedSets;

/// <summary>Photos between bytes and the range that networks see.</summary>
public static class PhotoTensors
{
    /// <summary>uint8 0 … 255 to float32 −1 … 1.</summary>
    /// <param name="bytes">[N, 3, side, side] in row-major order.</param>
    /// <param name="count">N.</param>
    /// <param name="side">Pixels.</param>
    /// <param name="device">Where to.</param>
    /// <returns>[N, 3, side, side].</returns>
    public static Tensor ToTensor(ReadOnlySpan<byte> bytes, int count, int side, Device device)
        => (Tensor.From(bytes, [count, 3, side, side], device).To(ScalarType.Float32) * (1 / 127.5)) - 1;

    /// <summary>uint8 masks, 0 … 255, to float32 0 … 1.</summary>
    /// <param name="bytes">[N, 1, side, side] in row-major order.</param>
    /// <param name="count">N.</param>
    /// <param name="side">Pixels.</param>
    /// <param name="device">Where to.</param>
    /// <returns>[N, 1, side, side].</returns>
    public static Tensor ToMask(ReadOnlySpan<byte> bytes, int count, int side, Device device)
        => Tensor.From(bytes, [count, 1, side, side], device).To(ScalarType.Float32) * (1 / 255.0);

    /// <summary>The masks that came with a batch of photos.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="device">Where to.</param>
    /// <returns>[N, 1, R, R], 0 … 1; null where none were asked for.</returns>
    internal static Tensor? MasksOf(Batch batch, Device device)
        => batch.Masks.Length == 0 ? null : ToMask(batch.Masks, batch.Count, batch.Resolution, device);

    /// <summary>Halves photos by the mean of 2×2 pixels, as often as it takes.</summary>
    /// <param name="photos">[N, 3, R, R].</param>
    /// <param name="side">R over a power of two, in pixels.</param>
    /// <returns>[N, 3, side, side].</returns>
    public static Tensor Halve(Tensor photos, int side)
    {
        ArgumentNullException.ThrowIfNull(photos);
        while (photos.Shape[3] > side)
            photos = Resampling.HalveByMean(photos);
        return photos;
    }
}
