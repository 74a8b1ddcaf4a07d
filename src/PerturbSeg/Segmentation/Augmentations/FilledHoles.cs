using PerturbSeg.Evaluation;
using PerturbSeg.Scenes;
using PerturbSeg.Torch;

namespace PerturbSeg.Segmentation.Augmentations;

/// <summary>
/// Fills the holes of masks, in the object's mean colour: generators leave out what the background shows as well, such as windows of cars,
/// and a segmenter that is taught so leaves windows out of photos. Ours.
/// </summary>
public sealed record FilledHoles : IPerturbation
{
    private static readonly long[] Plane = [2, 3];

    /// <inheritdoc/>
    public Layers Apply(Layers layers, RandomGenerator random)
    {
        ArgumentNullException.ThrowIfNull(layers);
        float[] masks = layers.Mask.ToArray<float>();
        int width = (int)layers.Side, area = masks.Length / (int)Math.Max(1, layers.Count);
        for (int first = 0; first < masks.Length; first += area)
            KeepHoles(masks.AsSpan(first, area), width);
        Tensor holes = Tensor.From<float>(masks, layers.Mask.Shape.ToArray(), layers.Mask.Device);
        Tensor color = (layers.Foreground * layers.Mask).Sum(Plane, keep: true) / (layers.Mask.Sum(Plane, keep: true) + 1e-3);
        return layers with
        {
            Foreground = layers.Foreground + (holes * (color - layers.Foreground)),
            Mask = layers.Mask + (holes * (1 - layers.Mask)),
        };
    }

    /// <summary>Puts 1 where a mask has a hole, which no path beside the object leads to from the frame, and 0 elsewhere.</summary>
    private static void KeepHoles(Span<float> mask, int width)
    {
        bool[] open = new bool[mask.Length]; // not object, and not known to be joined with the frame
        int[] pending = new int[mask.Length];
        for (int i = 0; i < mask.Length; i++)
            open[i] = !BinaryMask.IsObject(mask[i]);
        for (int i = 0; i < mask.Length; i++)
        {
            int column = i % width, row = i / width;
            if (column == 0 || column == width - 1 || row == 0 || row == (mask.Length / width) - 1)
                ConnectedComponent.Close(open, pending, i, width);
        }

        for (int i = 0; i < mask.Length; i++)
            mask[i] = open[i] ? 1 : 0;
    }
}
