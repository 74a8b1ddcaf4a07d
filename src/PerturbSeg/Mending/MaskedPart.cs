using PerturbSeg.Imaging;
using PerturbSeg.Masks;

namespace PerturbSeg.Mending;

/// <summary>A part of a photo and the same part of its mask, row by row.</summary>
internal readonly struct MaskedPart
{
    private readonly Photo _photo;
    private readonly Mask _mask;
    private readonly ObjectWindow _part;

    /// <summary>Looks at a part.</summary>
    /// <param name="photo">The photo.</param>
    /// <param name="mask">Its mask.</param>
    /// <param name="part">The part of both.</param>
    /// <exception cref="ArgumentException">The mask has another size than the photo, or the part reaches beyond it.</exception>
    public MaskedPart(Photo photo, Mask mask, ObjectWindow part)
    {
        ArgumentNullException.ThrowIfNull(photo);
        ArgumentNullException.ThrowIfNull(mask);
        if ((photo.Width, photo.Height) != (mask.Width, mask.Height))
            throw new ArgumentException($"A mask of {mask.Width}×{mask.Height} is not that of a photo of {photo.Width}×{photo.Height}.", nameof(mask));
        if (part.Left < 0 || part.Top < 0 || part.Left + part.Width > mask.Width || part.Top + part.Height > mask.Height)
            throw new ArgumentException($"{part} reaches beyond a mask of {mask.Width}×{mask.Height}.", nameof(part));
        (_photo, _mask, _part) = (photo, mask, part);
    }

    /// <summary>Pixels a row.</summary>
    public int Width => _part.Width;

    /// <summary>Rows.</summary>
    public int Height => _part.Height;

    /// <summary>The colours of a row: red, green and blue of each pixel.</summary>
    /// <param name="row">From 0, the part's first.</param>
    public ReadOnlySpan<byte> Pixels(int row) => _photo.Pixels.AsSpan(3 * First(row), 3 * Width);

    /// <summary>The mask of a row, in [0, 1].</summary>
    /// <param name="row">From 0, the part's first.</param>
    public Span<float> Values(int row) => _mask.Values.AsSpan(First(row), Width);

    private int First(int row) => ((_part.Top + row) * _mask.Width) + _part.Left;
}
