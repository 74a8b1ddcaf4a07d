namespace PerturbSeg.Imaging;

/// <summary>
/// The two orders of colour images: files and photos keep red, green and blue of a pixel together, [H, W, 3]; tensors and packed sets
/// keep a plane for each, [3, H, W].
/// </summary>
public static class PixelOrder
{
    private const int Channels = 3;

    /// <summary>Parts the colours: [H, W, 3] to [3, H, W].</summary>
    /// <param name="interleaved">[H, W, 3], 0 to 255.</param>
    /// <returns>[3, H, W], a new array.</returns>
    /// <exception cref="ArgumentException">The length is not a multiple of 3.</exception>
    public static byte[] ToPlanes(ReadOnlySpan<byte> interleaved)
    {
        int area = Area(interleaved);
        byte[] planes = new byte[interleaved.Length];
        for (int i = 0; i < area; i++)
        {
            for (int channel = 0; channel < Channels; channel++)
                planes[(channel * area) + i] = interleaved[(Channels * i) + channel];
        }

        return planes;
    }

    /// <summary>Joins the colours: [3, H, W] to [H, W, 3].</summary>
    /// <param name="planes">[3, H, W], 0 to 255.</param>
    /// <returns>[H, W, 3], a new array.</returns>
    /// <exception cref="ArgumentException">The length is not a multiple of 3.</exception>
    public static byte[] ToInterleaved(ReadOnlySpan<byte> planes)
    {
        int area = Area(planes);
        byte[] interleaved = new byte[planes.Length];
        for (int i = 0; i < area; i++)
        {
            for (int channel = 0; channel < Channels; channel++)
                interleaved[(Channels * i) + channel] = planes[(channel * area) + i];
        }

        return interleaved;
    }

    private static int Area(ReadOnlySpan<byte> pixels)
        => pixels.Length % Channels == 0
            ? pixels.Length / Channels
            : throw new ArgumentException($"{pixels.Length} bytes are no whole number of pixels of {Channels} colours.");
}
