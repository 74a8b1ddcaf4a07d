using PerturbSeg.Imaging;
using PerturbSeg.Masks;
using PerturbSeg.Segmentation;
using PerturbSeg.Torch;
using PerturbSeg.Training.PackedSets;

namespace PerturbSeg.Training.Fitting;

/// <summary>Photos with the masks that a finished segmenter finds in them, as <c>segment</c> would.</summary>
/// <param name="photos">Batches of crops; not owned.</param>
/// <param name="teacher">Finds the masks.</param>
/// <param name="limits">What masks must keep to.</param>
internal sealed class FoundLessons(BatchSource photos, PhotoSegmenter teacher, PhotoMaskLimits limits)
{
    /// <summary>Takes the next photos and finds their objects.</summary>
    /// <param name="device">Where the lesson is wanted.</param>
    /// <param name="cancellation">Ends the waiting for photos.</param>
    /// <returns>Photos with masks of 0 and 1; those that do not keep to the limits are not to be trusted.</returns>
    public Lesson Next(Device device, CancellationToken cancellation)
    {
        using Batch batch = photos.Next(cancellation);
        int side = batch.Resolution, area = side * side, count = batch.Count;
        byte[] pixels = batch.Pixels;
        float[] masks = new float[count * area], trusted = new float[count];
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = TorchRuntime.Threads, CancellationToken = cancellation }, i =>
        {
            Mask found = teacher.Segment(new Photo(side, side, PixelOrder.ToInterleaved(pixels.AsSpan(3 * i * area, 3 * area))));
            Span<float> mask = masks.AsSpan(i * area, area);
            for (int pixel = 0; pixel < area; pixel++)
                mask[pixel] = BinaryMask.IsObject(found.Values[pixel]) ? 1 : 0;
            trusted[i] = limits.Admit(mask, side) ? 1 : 0;
        });
        var pairs = new LabelledImages(PhotoTensors.ToTensor(pixels, count, side, device), Tensor.From<float>(masks, [count, 1, side, side], device));
        return Lesson.Of(pairs) with { Objects = Tensor.From<float>(trusted, [count, 1, 1, 1], device) };
    }
}
