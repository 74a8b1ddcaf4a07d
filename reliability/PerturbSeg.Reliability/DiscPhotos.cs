using System.Globalization;
using PerturbSeg.Imaging;

namespace PerturbSeg.Reliability;

/// <summary>Photos of bright discs on dark noise: something that commands can work on.</summary>
internal static class DiscPhotos
{
    private const int Side = 48;

    /// <summary>Draws photos.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="count">How many.</param>
    public static void Draw(string folder, int count)
    {
        var random = new Random(count);
        for (int number = 0; number < count; number++)
        {
            byte[] pixels = new byte[Side * Side * 3];
            int left = 12 + random.Next(24), top = 12 + random.Next(24);
            for (int i = 0; i < Side * Side; i++)
            {
                bool inside = Math.Pow((i % Side) - left, 2) + Math.Pow((i / Side) - top, 2) < 120;
                pixels.AsSpan(3 * i, 3).Fill((byte)((inside ? 200 : 40) + random.Next(30)));
            }

            PngFile.Save(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{number:00}.png")), Side, Side, 3, pixels);
        }
    }
}
