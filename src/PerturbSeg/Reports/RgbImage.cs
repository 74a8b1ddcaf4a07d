using PerturbSeg.Imaging;

namespace PerturbSeg.Reports;

/// <summary>A picture in memory: red, green and blue, 8 bits each.</summary>
public sealed class RgbImage
{
    /// <summary>Creates a picture of one colour.</summary>
    /// <param name="width">Pixels a row, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="grey">The grey level that every sample starts with, 0 to 255.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side is less than 1.</exception>
    public RgbImage(int width, int height, byte grey = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        (Width, Height) = (width, height);
        Samples = new byte[checked(width * height * 3)];
        Samples.AsSpan().Fill(grey);
    }

    /// <summary>Pixels a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>The pixels, [height, width, 3], 0 to 255; writing here changes the picture.</summary>
    public Span<byte> Pixels => Samples;

    private byte[] Samples { get; }

    /// <summary>The picture as the bytes of a PNG file.</summary>
    /// <returns>A new array.</returns>
    public byte[] ToPng() => PngFile.Encode(Width, Height, 3, Samples);

    /// <summary>Saves the picture as a PNG file that appears whole or not at all.</summary>
    /// <param name="path">The file to create or replace.</param>
    public void SavePng(string path) => PngFile.Save(path, Width, Height, 3, Samples);
}
