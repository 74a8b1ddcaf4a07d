using PerturbSeg.Torch;
using PerturbSeg.Training.Networks;

namespace PerturbSeg.Training.Fitting;

/// <summary>
/// Keeps masks from shrinking with each round of lessons that they teach. A network takes for the object what was the object in most of its lessons: shoes that every other
/// mask has are in none of its own, and what it teaches next has fewer of them still. Adding one number to all logits makes masks as large as those that
/// were taught. Ours; predictions are held to the distribution of what teaches in ReMixMatch as well (Berthelot et al., ICLR 2020).
/// </summary>
internal static class AreaCalibration
{
    private const int Batches = 16;

    /// <summary>The number to add to a network's logits: with it half of the photos have masks larger than those that were taught, and half smaller ones.</summary>
    /// <param name="network">The network; the mean of its logits for a photo and for its mirror image counts, as in <see cref="Segmentation.PhotoSegmenter"/>.</param>
    /// <param name="lessons">Give photos with the masks that were taught.</param>
    /// <param name="precision">What convolutions compute in.</param>
    /// <param name="device">Where the network is.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>In logits; 0 where no mask is to be trusted.</returns>
    public static double Shift(Segmenter network, FoundLessons lessons, ScalarType precision, Device device, CancellationToken cancellation)
    {
        using Autograd.Mode recording = Autograd.NoGradient();
        using var mixed = new MixedPrecision(precision);
        var bounds = new List<float>();
        for (int batch = 0; batch < Batches; batch++)
        {
            using var scope = new TensorScope();
            Lesson lesson = lessons.Next(device, cancellation);
            float[] logits = network.ForwardBothWays(lesson.Pairs.Images).ToArray<float>(), masks = lesson.Pairs.Masks.ToArray<float>(), trusted = lesson.Objects.ToArray<float>();
            int area = logits.Length / trusted.Length;
            for (int i = 0; i < trusted.Length; i++)
            {
                int pixels = masks.AsSpan(i * area, area).Count(1);
                if (trusted[i] > 0 && pixels > 0 && pixels < area)
                    bounds.Add(Bound(logits.AsSpan(i * area, area), pixels));
            }
        }

        bounds.Sort();
        return bounds.Count == 0 ? 0 : -bounds[bounds.Count / 2];
    }

    // What so many logits are above.
    private static float Bound(ReadOnlySpan<float> logits, int pixels)
    {
        float[] sorted = logits.ToArray();
        Array.Sort(sorted);
        return (sorted[^pixels] + sorted[^(pixels + 1)]) / 2;
    }
}
