using PerturbSeg.Masks;
using PerturbSeg.Torch;

namespace PerturbSeg.Training.Scenes;

/// <summary>Holes of masks: what is not object, and no path beside the object leads to from the frame.</summary>
internal static class MaskHoles
{
    /// <summary>Where masks have holes.</summary>
    /// <param name="mask">[N, 1, H, W] in [0, 1]; no gradient reaches it.</param>
    /// <returns>[N, 1, H, W]: 1 in a hole, 0 elsewhere.</returns>
    public static Tensor Of(Tensor mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        float[] values = mask.Detach().To(ScalarType.Float32).ToArray<float>();
        Keep(values, (int)mask.Shape[2], (int)mask.Shape[3]);
        return Tensor.From<float>(values, mask.Shape.ToArray(), mask.Device);
    }

    /// <summary>How much of the silhouettes of masks, their holes filled, is holes.</summary>
    /// <param name="masks">[N, height, width] in [0, 1].</param>
    /// <param name="height">Pixels a column.</param>
    /// <param name="width">Pixels a row.</param>
    /// <returns>In [0, 1]; 0 where no mask covers anything.</returns>
    public static double Share(float[] masks, int height, int width)
    {
        float[] holes = [.. masks];
        Keep(holes, height, width);
        double empty = holes.Sum();
        return empty == 0 ? 0 : empty / (empty + masks.Count(BinaryMask.IsObject));
    }

    private static void Keep(float[] masks, int height, int width)
    {
        for (int first = 0; first < masks.Length; first += height * width)
            Keep(masks.AsSpan(first, height * width), width);
    }

    // Puts 1 where a mask has a hole, and 0 elsewhere.
    private static void Keep(Span<float> mask, int width)
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
