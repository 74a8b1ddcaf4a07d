namespace PerturbSeg.Mending;

/// <summary>Where pixels lie between fewer values that are spread over the same length.</summary>
/// <remarks>Centres at half positions; beyond the outermost centres the nearest value.</remarks>
/// <param name="Before">For each pixel the centre before it.</param>
/// <param name="Beyond">How far from that centre to the next one the pixel lies, in [0, 1).</param>
internal readonly record struct LinearPlaces(int[] Before, float[] Beyond)
{
    /// <summary>The places of pixels.</summary>
    /// <param name="values">How many values, from 1.</param>
    /// <param name="length">How many pixels, from 1.</param>
    public static LinearPlaces Of(int values, int length)
    {
        int[] before = new int[length];
        float[] beyond = new float[length];
        for (int i = 0; i < length; i++)
        {
            double place = Math.Max(0, ((i + 0.5) * values / length) - 0.5);
            before[i] = Math.Min((int)place, values - 1);
            beyond[i] = (float)(place - before[i]);
        }

        return new LinearPlaces(before, beyond);
    }
}
