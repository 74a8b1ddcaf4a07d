using System.Runtime.InteropServices;
using PerturbSeg.Imaging;

namespace PerturbSeg.Tests.Imaging;

/// <summary>Makes the JPEG, PNG and WebP files that tests decode, by libvips itself: the program reads photos and writes only PNG.</summary>
internal static partial class PhotoEncoder
{
    private const string Vips = "libvips.so.42";
    private const int EightBits = 0, NoCoding = 0; // VipsBandFormat, VipsCoding
    private const int Grey = 1, Cmyk = 15, Srgb = 22; // VipsInterpretation

    public static byte[] Encode(Photo photo, PhotoFormat format, int quality = 92)
        => Encode(photo.Pixels, photo.Width, photo.Height, 3, format, quality);

    public static byte[] Encode(GreyImage image, PhotoFormat format, int quality = 92)
        => Encode(image.Pixels, image.Width, image.Height, 1, format, quality);

    /// <summary>Encodes pixels of any kind.</summary>
    /// <param name="pixels">[height, width, channels]: grey, grey and alpha, RGB, RGBA, or for JPEG CMYK with 0 = no ink.</param>
    /// <param name="width">The width in pixels.</param>
    /// <param name="height">The height in pixels.</param>
    /// <param name="channels">1 to 4.</param>
    /// <param name="format">The file format.</param>
    /// <param name="quality">1 to 100, for JPEG and WebP; WebP at 100 is lossless.</param>
    /// <param name="orientation">The EXIF orientation tag, 1 to 8, or 0 for none.</param>
    public static byte[] Encode(
        ReadOnlySpan<byte> pixels, int width, int height, int channels, PhotoFormat format, int quality = 92, int orientation = 0)
    {
        Resampler.Resize([0], 1, 1, 1, 1, 1, ResizeFilter.Linear); // libvips starts with the settings of the program, whoever is first
        int meaning = channels <= 2 ? Grey : channels == 4 && format == PhotoFormat.Jpeg ? Cmyk : Srgb;
        string suffix = format switch
        {
            PhotoFormat.Jpeg => $".jpg[Q={quality}]",
            PhotoFormat.WebP => quality == 100 ? ".webp[lossless]" : $".webp[Q={quality}]",
            _ => ".png",
        };
        nint image = NewFromMemoryCopy(pixels, (nuint)pixels.Length, width, height, channels, EightBits);
        try
        {
            InitFields(image, width, height, channels, EightBits, NoCoding, meaning, 1, 1);
            if (orientation > 0)
                SetInt(image, "orientation", orientation);
            if (WriteToBuffer(image, suffix, out nint file, out nuint size, nint.Zero) != 0)
                throw new InvalidOperationException($"libvips could not encode {width}×{height}×{channels} as {suffix}.");
            byte[] bytes = new byte[size];
            Marshal.Copy(file, bytes, 0, bytes.Length);
            Free(file);
            return bytes;
        }
        finally
        {
            Unref(image);
        }
    }

    [LibraryImport(Vips, EntryPoint = "vips_image_new_from_memory_copy")]
    private static partial nint NewFromMemoryCopy(ReadOnlySpan<byte> data, nuint size, int width, int height, int bands, int format);

    [LibraryImport(Vips, EntryPoint = "vips_image_init_fields")]
    private static partial void InitFields(
        nint image, int width, int height, int bands, int format, int coding, int interpretation, double xResolution, double yResolution);

    [LibraryImport(Vips, EntryPoint = "vips_image_set_int", StringMarshalling = StringMarshalling.Utf8)]
    private static partial void SetInt(nint image, string name, int value);

    // In C the arguments after the size are a list of options that ends with null; here the list is empty.
    [LibraryImport(Vips, EntryPoint = "vips_image_write_to_buffer", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int WriteToBuffer(nint image, string suffix, out nint buffer, out nuint size, nint end);

    [LibraryImport("libgobject-2.0.so.0", EntryPoint = "g_object_unref")]
    private static partial void Unref(nint image);

    [LibraryImport("libglib-2.0.so.0", EntryPoint = "g_free")]
    private static partial void Free(nint buffer);
}
