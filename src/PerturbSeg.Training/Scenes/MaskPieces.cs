using PerturbSeg.Masks;
using PerturbSeg.Torch;

namespace PerturbSeg.Training.Scenes;

/// <summary>Pieces of masks: what does not hang together with the largest one.</summary>
internal static class MaskPieces
{
    // Below one half, so that a piece is seen before it is object.
    private const float Visible = 0.3f;

    /// <summary>Where masks have pieces.</summary>
    /// <param name="mask">[N, 1, H, W] in [0, 1]; no gradient reaches it.</param>
    /// <returns>[N, 1, H, W]: 1 in a piece beside the largest, 0 elsewhere.</returns>
    public static Tensor Of(Tensor mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        float[] values = mask.Detach().To(ScalarType.Float32).ToArray<float>();
        int area = (int)(mask.Shape[2] * mask.Shape[3]);
        for (int first = 0; first < values.Length; first += area)
            Keep(values.AsSpan(first, area), (int)mask.Shape[3]);
        return Tensor.From<float>(values, mask.Shape.ToArray(), mask.Device);
    }

    // Puts 1 in the pieces beside the largest, and 0 elsewhere.
    private static void Keep(Span<float> mask, int width)
    {
        bool[] visible = new bool[mask.Length];
        for (int i = 0; i < mask.Length; i++)
            visible[i] = mask[i] >= Visible;
        int[] pending = new int[mask.Length];
        bool[] open = [.. visible];
        int largest = 0, start = 0;
        for (int i = 0; i < mask.Length; i++)
        {
            if (ConnectedComponent.Close(open, pending, i, width) is var pixels && pixels > largest)
                (largest, start) = (pixels, i);
        }

        ConnectedComponent.Close(visible, pending, start, width);
        for (int i = 0; i < mask.Length; i++)
            mask[i] = visible[i] ? 1 : 0;
    }
}
