using System.Buffers.Binary;

namespace PerturbSeg.Imaging;

/// <summary>What the first chunk of a PNG file says of its pixels (PNG, third edition, section 11.2.1).</summary>
/// <param name="Width">Pixels a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Bits">Bits a sample.</param>
/// <param name="ColorType">What the samples of a pixel are.</param>
internal readonly record struct PngHeader(uint Width, uint Height, byte Bits, byte ColorType)
{
    private const int First = 16, End = 26; // behind the signature, and the chunk's length and name
    private const int Palette = 3;
    private const long MostBytesOfOne = 1032; // of deflate: two bits for 258 bytes

    /// <summary>Whether pixels are numbers of a palette.</summary>
    public bool HasPalette => ColorType == Palette;

    private int Samples => ColorType switch
    {
        2 => 3,
        4 => 2,
        6 => 4,
        _ => 1,
    };

    /// <summary>Reads it; null where the file ends before.</summary>
    /// <param name="file">A PNG file.</param>
    public static PngHeader? Of(ReadOnlySpan<byte> file)
        => file.Length < End ? null : new(BinaryPrimitives.ReadUInt32BigEndian(file[First..]), BinaryPrimitives.ReadUInt32BigEndian(file[(First + 4)..]), file[First + 8], file[First + 9]);

    /// <summary>Whether the pixels can be in so few bytes, however well they are compressed.</summary>
    /// <param name="bytes">Bytes of the file.</param>
    public bool Fits(long bytes) => Height * (1 + ((((UInt128)Width * Bits * (uint)Samples) + 7) / 8)) <= (UInt128)(bytes * MostBytesOfOne);
}
