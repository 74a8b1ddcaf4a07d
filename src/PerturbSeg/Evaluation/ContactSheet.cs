using PerturbSeg.Imaging;
using PerturbSeg.Masks;
using PerturbSeg.Reports;

namespace PerturbSeg.Evaluation;

/// <summary>A picture for looking: under each photo the probability that was found and the true mask.</summary>
/// <param name="columns">Photos in a row of the picture.</param>
/// <param name="rows">Rows of photos; photos beyond are left out.</param>
/// <param name="tile">Side of a photo in the picture, in pixels; its aspect is lost.</param>
public sealed class ContactSheet(int columns = 20, int rows = 4, int tile = 64)
{
    private readonly List<byte> _photos = [];
    private readonly List<byte> _found = [];
    private readonly List<byte> _truth = [];
    private int _count;

    /// <summary>Adds a photo, unless the sheet is full.</summary>
    /// <param name="photo">The photo.</param>
    /// <param name="mask">The mask that was found, of the photo's size.</param>
    /// <param name="reference">The true mask, of the photo's size.</param>
    public void Add(Photo photo, Mask mask, GreyImage reference)
    {
        ArgumentNullException.ThrowIfNull(photo);
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentNullException.ThrowIfNull(reference);
        if (_count == columns * rows)
            return;
        _count++;
        _photos.AddRange(PixelOrder.ToPlanes(photo.Resize(tile, tile).Pixels));
        _found.AddRange(new GreyImage(mask.Width, mask.Height, mask.ToBytes()).Resize(tile, tile).Pixels);
        _truth.AddRange(reference.Resize(tile, tile).Pixels);
    }

    /// <summary>Draws the sheet.</summary>
    /// <exception cref="InvalidOperationException">No photo was added.</exception>
    public RgbImage Render()
    {
        var grid = new ImageGrid(tile, tile);
        ReadOnlySpan<byte> p = _photos.ToArray(), f = _found.ToArray(), t = _truth.ToArray();
        for (int first = 0; first < _count; first += columns)
        {
            int here = Math.Min(columns, _count - first), area = tile * tile;
            grid.AddImages("photo", p.Slice(first * area * 3, here * area * 3));
            grid.AddMasks("found", f.Slice(first * area, here * area));
            grid.AddMasks("truth", t.Slice(first * area, here * area));
        }

        return grid.Render();
    }
}
