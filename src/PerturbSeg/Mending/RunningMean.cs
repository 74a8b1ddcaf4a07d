namespace PerturbSeg.Mending;

/// <summary>The mean of what lies around each pixel, at a cost that does not depend on how far.</summary>
internal static class RunningMean
{
    /// <summary>Replaces each value by the mean of the square around it, or of what of it is inside the image.</summary>
    /// <param name="values">[height, width].</param>
    /// <param name="width">Values a row.</param>
    /// <param name="radius">Pixels from the middle of the square to its edge; 0 changes nothing.</param>
    public static void Blur(float[] values, int width, int radius)
    {
        if (radius == 0)
            return;
        int height = values.Length / width;
        for (int row = 0; row < height; row++)
            BlurLine(values, row * width, 1, width, radius);
        for (int column = 0; column < width; column++)
            BlurLine(values, column, width, height, radius);
    }

    private static void BlurLine(float[] values, int first, int step, int length, int radius)
    {
        float[] line = new float[length];
        double sum = 0;
        for (int i = 0; i < length + radius; i++)
        {
            if (i < length)
                sum += line[i] = values[first + (i * step)];
            int gone = i - (2 * radius) - 1, middle = i - radius;
            if (gone >= 0)
                sum -= line[gone];
            if (middle >= 0)
                values[first + (middle * step)] = (float)(sum / (Math.Min(middle + radius, length - 1) - Math.Max(middle - radius, 0) + 1));
        }
    }
}
