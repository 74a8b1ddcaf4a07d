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
        var open = new Stack<int>();
        for (int i = 0; i < mask.Length; i++)
        {
            bool isHole = !BinaryMask.IsObject(mask[i]);
            mask[i] = isHole ? 1 : 0;
            int column = i % width, row = i / width;
            if (isHole && (column == 0 || column == width - 1 || row == 0 || row == (mask.Length / width) - 1))
                open.Push(i);
        }

        while (open.TryPop(out int i))
        {
            if (mask[i] == 0)
                continue;
            mask[i] = 0;
            if (i % width > 0)
                open.Push(i - 1);
            if (i % width < width - 1)
                open.Push(i + 1);
            if (i >= width)
                open.Push(i - width);
            if (i < mask.Length - width)
                open.Push(i + width);
        }
    }
}
