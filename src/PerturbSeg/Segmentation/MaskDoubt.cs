using PerturbSeg.Masks;
using PerturbSeg.Mending;

namespace PerturbSeg.Segmentation;

/// <summary>
/// How doubtful a mask is, without labels: 1 − (agreement of photo and mirrored photo) · (of the look at the whole and the closer look) · (of the
/// network's mask and the finished one) · (share of the object that is decided). Ours; IoUs, as in the fit's agreement of masks with themselves.
/// </summary>
internal static class MaskDoubt
{
    /// <summary>Judges a finished mask.</summary>
    /// <param name="look">What the network said last.</param>
    /// <param name="closer">How well the closer look agrees with the first one, in [0, 1]; 1 where there was none.</param>
    /// <param name="finished">The mask.</param>
    /// <returns>In [0, 1]; 1 where nothing was found.</returns>
    public static double Of(NetworkLook look, double closer, Mask finished)
        => 1 - (look.MirrorAgreement * closer * MaskAgreement.Iou(look.Logits, Sampled(finished, look)) * Decided(finished));

    /// <summary>How well a look at the whole and a closer one agree in what both see, in [0, 1].</summary>
    /// <param name="whole">The look at the whole.</param>
    /// <param name="closer">The closer one, within it.</param>
    public static double Agreement(NetworkLook whole, NetworkLook closer)
    {
        int side = closer.Side;
        float[] seen = new float[side * side];
        for (int y = 0; y < side; y++)
        {
            double down = closer.Part.Top + ((y + 0.5) * closer.Part.Height / side) - whole.Part.Top;
            for (int x = 0; x < side; x++)
            {
                double across = closer.Part.Left + ((x + 0.5) * closer.Part.Width / side) - whole.Part.Left;
                seen[(y * side) + x] = LogitInterpolation.At(whole.Logits, side, across / whole.Part.Width, down / whole.Part.Height);
            }
        }

        return MaskAgreement.Iou(seen, closer.Logits);
    }

    // The mask in the middle of each of the network's pixels; above 0 is object.
    private static float[] Sampled(Mask mask, NetworkLook look)
    {
        float[] values = new float[look.Side * look.Side];
        for (int i = 0; i < values.Length; i++)
        {
            int x = look.Part.Left + (int)(((i % look.Side) + 0.5) * look.Part.Width / look.Side);
            int y = look.Part.Top + (int)(((i / look.Side) + 0.5) * look.Part.Height / look.Side);
            values[i] = BinaryMask.IsObject(mask.Values[((long)y * mask.Width) + x]) ? 1 : -1;
        }

        return values;
    }

    // 1 − mean distance to 0 or 1, twice, as a share of the object; 0 for empty masks.
    private static double Decided(Mask mask)
    {
        double open = 0, area = 0;
        foreach (float value in mask.Values)
        {
            open += 2 * Math.Min(value, 1 - value);
            area += value;
        }

        return area > 0 ? Math.Clamp(1 - (open / area), 0, 1) : 0;
    }
}
