namespace PerturbSeg.Masks;

/// <summary>Pixels that hang together: they touch by their four sides.</summary>
internal static class ConnectedComponent
{
    /// <summary>Closes the open pixels that hang together with one, and counts them.</summary>
    /// <param name="open">[height · width]: which pixels are open; those of the component are not any more afterwards.</param>
    /// <param name="pending">Room for as many pixels; what it holds does not matter.</param>
    /// <param name="start">The pixel to begin with.</param>
    /// <param name="width">Pixels a row.</param>
    /// <returns>The component's pixels; 0 where the first one was not open.</returns>
    public static int Close(bool[] open, int[] pending, int start, int width)
    {
        int waiting = 0, pixels = 0;
        Visit(start);
        while (waiting > 0)
        {
            int pixel = pending[--waiting], column = pixel % width;
            pixels++;
            if (column > 0)
                Visit(pixel - 1);
            if (column < width - 1)
                Visit(pixel + 1);
            if (pixel >= width)
                Visit(pixel - width);
            if (pixel + width < open.Length)
                Visit(pixel + width);
        }

        return pixels;

        void Visit(int pixel)
        {
            if (!open[pixel])
                return;
            open[pixel] = false;
            pending[waiting++] = pixel;
        }
    }
}
