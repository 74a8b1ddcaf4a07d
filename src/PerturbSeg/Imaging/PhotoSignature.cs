namespace PerturbSeg.Imaging;

/// <summary>The first bytes of files, which tell the format.</summary>
public static class PhotoSignature
{
    /// <summary>The formats, for messages.</summary>
    public const string FormatNames = "JPEG, PNG, WebP, GIF, TIFF, AVIF or HEIF";

    private const int BrandBytes = 4;
    private const int LargestBrandBox = 256;

    /// <summary>The format of a file, whatever its name.</summary>
    /// <param name="file">The bytes of the file, or enough of its start.</param>
    /// <exception cref="PhotoFormatException">It is none of the formats.</exception>
    public static PhotoFormat Tell(ReadOnlySpan<byte> file)
    {
        if (file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]))
            return PhotoFormat.Jpeg;
        if (file.StartsWith((ReadOnlySpan<byte>)[0x89, .. "PNG\r\n\x1A\n"u8]))
            return PhotoFormat.Png;
        if (file.StartsWith("RIFF"u8) && HasAt(file, 8, "WEBP"u8))
            return PhotoFormat.WebP;
        if (file.StartsWith("GIF87a"u8) || file.StartsWith("GIF89a"u8))
            return PhotoFormat.Gif;
        if (TiffHeader.IsTiff(file))
            return PhotoFormat.Tiff;
        if (HasAt(file, 4, "ftyp"u8) && TellBrand(file) is { } format)
            return format;
        throw new PhotoFormatException(
            PhotoProblem.Unreadable, file.IsEmpty ? "the file is empty" : $"the file is not a {FormatNames}");
    }

    // ISO/IEC 14496-12, section 4.3: size, 'ftyp', major brand, version, compatible brands. Films have brands of their own.
    private static PhotoFormat? TellBrand(ReadOnlySpan<byte> file)
    {
        PhotoFormat? format = null;
        int end = (int)Math.Min(System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(file), (uint)Math.Min(file.Length, LargestBrandBox));
        for (int at = 8; at + BrandBytes <= end; at += BrandBytes)
        {
            ReadOnlySpan<byte> brand = file.Slice(at, BrandBytes);
            if (brand.SequenceEqual("avif"u8) || brand.SequenceEqual("avis"u8))
                return PhotoFormat.Avif;
            if (brand.SequenceEqual("mif1"u8) || brand.StartsWith("hei"u8) || brand.StartsWith("hev"u8))
                format = PhotoFormat.Heif;
        }

        return format;
    }

    private static bool HasAt(ReadOnlySpan<byte> file, int at, ReadOnlySpan<byte> expected)
        => file.Length >= at + expected.Length && file.Slice(at, expected.Length).SequenceEqual(expected);
}
