using NetVips;

namespace PerturbSeg.Imaging;

/// <summary>Steps from one libvips image to the next. Each takes its image over and gives one that is the caller's to dispose of.</summary>
internal static class ImageSteps
{
    /// <summary>Black, to lay transparent parts over.</summary>
    internal const double Black = 0;

    /// <summary>White, to lay transparent parts over.</summary>
    internal const double White = 255;

    /// <summary>The EXIF orientation, 1 to 8; from 5 on the sides are swapped. Takes nothing over.</summary>
    internal static int Orientation(this Image image)
        => image.Contains("orientation") && image.Get("orientation") is int and >= 1 and <= 8 and var orientation ? orientation : 1;

    /// <summary>Any step.</summary>
    internal static Image Then(this Image image, Func<Image, Image> step)
    {
        using (image)
            return step(image);
    }

    /// <summary>
    /// The pixels themselves now instead of the steps to them: for steps that read rows more than once or in another order, which a
    /// file decoded from the top cannot give.
    /// </summary>
    internal static Image InMemory(this Image image) => image.Then(lazy => lazy.CopyMemory());

    /// <summary>Turns as the EXIF tag says.</summary>
    internal static Image Upright(this Image image) => image.Orientation() == 1 ? image : image.InMemory().Then(turned => turned.Autorot());

    /// <summary>The colours, and of the samples beyond them opacity alone. Takes nothing over.</summary>
    /// <param name="image">The image.</param>
    /// <param name="opacity">As <see cref="TiffHeader.OpacityOf"/> tells it.</param>
    internal static Image WithOpacityAlone(this Image image, int? opacity)
    {
        int colors = image.Interpretation switch
        {
            Enums.Interpretation.Cmyk => 4,
            Enums.Interpretation.Bw or Enums.Interpretation.Grey16 => 1,
            _ => 3,
        };
        int further = image.Bands - colors;
        if (opacity is not { } place || further < 1 || (colors == 1 && further > 1)) // grey of several bands may be anything, and is refused
            return image.Copy();
        Image seen = image.ExtractBand(0, colors);
        if (place < 0 || place >= further)
            return seen;
        using Image alpha = image.ExtractBand(colors + place);
        return seen.Then(visible => visible.Bandjoin(alpha));
    }

    /// <summary>Lays transparent parts over a grey level, 0 to 255.</summary>
    internal static Image LaidOver(this Image image, double background)
    {
        if (!image.HasAlpha())
            return image;
        double largest = image.IsSixteenBit() ? ushort.MaxValue : byte.MaxValue;
        double share = image.Interpretation == Enums.Interpretation.Cmyk ? 1 - (background / byte.MaxValue) : background / byte.MaxValue; // of ink, or of light
        return image.Then(transparent => transparent.Flatten([share * largest], largest));
    }

    /// <summary>Three bands, 8 bits, sRGB.</summary>
    /// <exception cref="PhotoFormatException">There are no three colours.</exception>
    internal static Image ToSrgb(this Image image)
    {
        if (image.Contains("icc-profile-data"))
            image = image.Then(ApplyProfile);
        return image.Then(profiled => profiled.Colourspace(Enums.Interpretation.Srgb)).Then(colours => colours.Bands == 3
            ? colours.Cast(Enums.BandFormat.Uchar)
            : throw new PhotoFormatException(PhotoProblem.Unreadable, "the file holds no red, green and blue"));
    }

    /// <summary>8 bits of what a mask in memory is made of: grey, or red, green and blue without colour conversion; transparent parts black.</summary>
    internal static Image ToMaskChannels(this Image image)
    {
        image = image.LaidOver(Black);
        if (image.Interpretation == Enums.Interpretation.Cmyk)
            image = image.ToSrgb();
        if (image.IsSixteenBit()) // numbers of objects are small, and their upper halves are 0
            image = image.Then(deep => deep.Max() <= byte.MaxValue ? deep.Copy() : deep.Msb());
        return image.Then(mask => mask.Cast(Enums.BandFormat.Uchar));
    }

    /// <summary>Cuts the largest centred square out.</summary>
    internal static Image CutCentreSquare(this Image image)
    {
        CentreSquare square = CentreSquare.In(image.Width, image.Height);
        return image.Width == image.Height ? image : image.Then(whole => whole.ExtractArea(square.Left, square.Top, square.Side, square.Side));
    }

    /// <summary>Resizes to any sides, not keeping the aspect.</summary>
    internal static Image ResizeTo(this Image image, int width, int height, ResizeFilter filter)
    {
        double across = (double)width / image.Width, down = (double)height / image.Height;
        if (across < 1 || down < 1)
            image = image.Then(large => large.Resize(Math.Min(across, 1), KernelOf(filter), vscale: Math.Min(down, 1)));
        if (across > 1 || down > 1)
            image = image.InMemory().Then(small => Enlarge(small, Math.Max(across, 1), Math.Max(down, 1), width, height, filter));
        if (image.Width == width && image.Height == height)
            return image;
        using (image)
            throw new InvalidOperationException($"libvips resized to {image.Width}×{image.Height} instead of {width}×{height}.");
    }

    // Enlarges about pixel centres: output x reads the input at (x + 0.5) / across - 0.5. vips_resize leaves out the first half pixel,
    // which would move every mask that is brought back to the size of its photo.
    private static Image Enlarge(Image image, double across, double down, int width, int height, ResizeFilter filter)
    {
        using Interpolate interpolate = Interpolate.NewFromName(filter == ResizeFilter.Linear ? "bilinear" : "bicubic");
        return image.Affine(
            [across, 0, 0, down], interpolate, [0, 0, width, height], idx: 0.5, idy: 0.5, odx: -0.5, ody: -0.5, extend: Enums.Extend.Copy);
    }

    private static Enums.Kernel KernelOf(ResizeFilter filter) => filter switch
    {
        ResizeFilter.Linear => Enums.Kernel.Linear,
        ResizeFilter.Cubic => Enums.Kernel.Cubic,
        _ => Enums.Kernel.Lanczos3,
    };

    // A profile that is damaged or belongs to another kind of image is passed over, as viewers do.
    private static Image ApplyProfile(Image image)
    {
        try
        {
            return image.IccTransform("srgb", embedded: true);
        }
        catch (VipsException)
        {
            return image.Copy();
        }
    }

    private static bool IsSixteenBit(this Image image) => image.Format == Enums.BandFormat.Ushort;
}
