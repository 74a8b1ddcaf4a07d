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
    private readonly List<ContactTile> _tiles = [];

    /// <summary>Adds a photo, unless the sheet is full.</summary>
    /// <param name="photo">The photo.</param>
    /// <param name="mask">The mask that was found, of the photo's size.</param>
    /// <param name="reference">The true mask, of the photo's size.</param>
    public void Add(Photo photo, Mask mask, GreyImage reference)
    {
        if (_tiles.Count < columns * rows)
            _tiles.Add(ContactTile.Of(photo, mask, reference, tile));
    }

    /// <summary>Adds a photo that was made small before, unless the sheet is full.</summary>
    /// <param name="photo">Of the side of the sheet's tiles.</param>
    internal void Add(ContactTile photo)
    {
        if (_tiles.Count < columns * rows)
            _tiles.Add(photo);
    }

    /// <summary>Draws the sheet.</summary>
    /// <exception cref="InvalidOperationException">No photo was added.</exception>
    public RgbImage Render()
    {
        var grid = new ImageGrid(tile, tile);
        foreach (ContactTile[] row in _tiles.Chunk(columns))
        {
            grid.AddImages([.. row.SelectMany(photo => photo.Photo)]);
            grid.AddMasks([.. row.SelectMany(photo => photo.Found)]);
            grid.AddMasks([.. row.SelectMany(photo => photo.Truth)]);
        }

        return grid.Render();
    }
}
