using PerturbSeg.Imaging;

namespace PerturbSeg.Reports;

/// <summary>
/// Lays out equally sized tiles in rows: composites, backgrounds, foregrounds, masks and cut-outs of the same samples under each
/// other. Rows may differ in length; they start at the left.
/// </summary>
public sealed class ImageGrid
{
    private const byte Paper = 255;
    private const int CheckSide = 4;

    private readonly int _tileWidth, _tileHeight, _zoom, _margin;
    private readonly List<Row> _rows = [];

    /// <summary>Creates a grid without rows.</summary>
    /// <param name="tileWidth">Width W of every tile in pixels, before zooming.</param>
    /// <param name="tileHeight">Height H of every tile in pixels, before zooming.</param>
    /// <param name="zoom">Each pixel becomes zoom × zoom pixels, without smoothing.</param>
    /// <param name="margin">White pixels between neighbouring tiles, not zoomed; none around the grid.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size or the zoom is less than 1, or the margin is negative.</exception>
    public ImageGrid(int tileWidth, int tileHeight, int zoom = 1, int margin = 2)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tileWidth, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(tileHeight, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(zoom, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(margin);
        (_tileWidth, _tileHeight, _zoom, _margin) = (tileWidth, tileHeight, zoom, margin);
    }

    private int Area => _tileWidth * _tileHeight;

    /// <summary>Adds a row of colour images.</summary>
    /// <param name="images">[N, 3, H, W], in [-1, 1]; values beyond are clipped, NaN is shown black.</param>
    /// <exception cref="ArgumentException">The length is not a multiple of 3 × H × W, or there is no tile.</exception>
    public void AddImages(ReadOnlySpan<float> images)
    {
        byte[] bytes = new byte[images.Length];
        for (int i = 0; i < images.Length; i++)
            bytes[i] = ToByte((images[i] * 0.5f) + 0.5f);
        AddImages(bytes);
    }

    /// <summary>Adds a row of colour images as they lie in a packed set.</summary>
    /// <param name="images">[N, 3, H, W], 0 to 255.</param>
    /// <exception cref="ArgumentException">The length is not a multiple of 3 × H × W, or there is no tile.</exception>
    public void AddImages(ReadOnlySpan<byte> images)
    {
        int count = CountTiles(images.Length, 3);
        byte[] pixels = new byte[images.Length];
        for (int tile = 0; tile < count; tile++)
            PixelOrder.ToInterleaved(images.Slice(tile * 3 * Area, 3 * Area)).CopyTo(pixels, tile * 3 * Area);
        _rows.Add(new Row(count, pixels));
    }

    /// <summary>Adds a row of masks, shown in grey: white = object.</summary>
    /// <param name="masks">[N, 1, H, W], in [0, 1]; values beyond are clipped, NaN is shown black.</param>
    /// <exception cref="ArgumentException">The length is not a multiple of H × W, or there is no tile.</exception>
    public void AddMasks(ReadOnlySpan<float> masks)
    {
        byte[] bytes = new byte[masks.Length];
        for (int i = 0; i < masks.Length; i++)
            bytes[i] = ToByte(masks[i]);
        AddMasks(bytes);
    }

    /// <summary>Adds a row of masks as they lie in a packed set, shown in grey.</summary>
    /// <param name="masks">[N, 1, H, W], 255 = object.</param>
    /// <exception cref="ArgumentException">The length is not a multiple of H × W, or there is no tile.</exception>
    public void AddMasks(ReadOnlySpan<byte> masks)
    {
        int count = CountTiles(masks.Length, 1);
        byte[] pixels = new byte[masks.Length * 3];
        for (int i = 0; i < masks.Length; i++)
            pixels.AsSpan(i * 3, 3).Fill(masks[i]);
        _rows.Add(new Row(count, pixels));
    }

    /// <summary>Adds a row of objects cut out of their images, over a grey chequered ground.</summary>
    /// <param name="images">[N, 3, H, W], in [-1, 1].</param>
    /// <param name="masks">[N, 1, H, W], the opacity in [0, 1].</param>
    /// <exception cref="ArgumentException">The numbers of tiles differ, a length is no whole number of tiles, or there is no tile.</exception>
    public void AddCutouts(ReadOnlySpan<float> images, ReadOnlySpan<float> masks)
    {
        int count = CountTiles(images.Length, 3);
        if (CountTiles(masks.Length, 1) != count)
            throw new ArgumentException($"Expected {count} masks, one an image, got {masks.Length / Area}.", nameof(masks));
        byte[] pixels = new byte[images.Length];
        for (int tile = 0; tile < count; tile++)
            for (int i = 0; i < Area; i++)
            {
                bool light = (((i % _tileWidth / CheckSide) + (i / _tileWidth / CheckSide)) & 1) == 0;
                float ground = light ? 0.8f : 0.65f;
                float opacity = Math.Clamp(masks[(tile * Area) + i], 0f, 1f);
                for (int channel = 0; channel < 3; channel++)
                {
                    float value = (images[(((tile * 3) + channel) * Area) + i] * 0.5f) + 0.5f;
                    pixels[(((tile * Area) + i) * 3) + channel] = ToByte((opacity * value) + ((1 - opacity) * ground));
                }
            }

        _rows.Add(new Row(count, pixels));
    }

    /// <summary>Draws all rows.</summary>
    /// <returns>The picture; save it with <see cref="RgbImage.SavePng"/>.</returns>
    /// <exception cref="InvalidOperationException">There is no row.</exception>
    public RgbImage Render()
    {
        if (_rows.Count == 0)
            throw new InvalidOperationException("A grid needs at least one row of tiles.");
        int columns = _rows.Max(row => row.Count);
        int stepX = (_tileWidth * _zoom) + _margin;
        int stepY = (_tileHeight * _zoom) + _margin;
        var picture = new RgbImage((columns * stepX) - _margin, (_rows.Count * stepY) - _margin, Paper);
        for (int row = 0; row < _rows.Count; row++)
            for (int column = 0; column < _rows[row].Count; column++)
                DrawTile(picture, column * stepX, row * stepY, _rows[row].Pixels.AsSpan(column * Area * 3, Area * 3));
        return picture;
    }

    private static byte ToByte(float value) => (byte)Math.Round(Math.Clamp(float.IsNaN(value) ? 0f : value, 0f, 1f) * 255f);

    private void DrawTile(RgbImage picture, int left, int top, ReadOnlySpan<byte> tile)
    {
        int zoomedWidth = _tileWidth * _zoom;
        for (int y = 0; y < _tileHeight; y++)
        {
            Span<byte> first = picture.Pixels.Slice((((top + (y * _zoom)) * picture.Width) + left) * 3, zoomedWidth * 3);
            for (int x = 0; x < zoomedWidth; x++)
                tile.Slice(((y * _tileWidth) + (x / _zoom)) * 3, 3).CopyTo(first[(x * 3)..]);
            for (int copy = 1; copy < _zoom; copy++)
                first.CopyTo(picture.Pixels[((((top + (y * _zoom) + copy) * picture.Width) + left) * 3)..]);
        }
    }

    private int CountTiles(int length, int channels)
    {
        int tile = channels * Area;
        if (length == 0 || length % tile != 0)
            throw new ArgumentException(
                $"Expected one or more tiles of {channels} × {_tileHeight} × {_tileWidth} = {tile} values, got {length} values.");
        return length / tile;
    }

    /// <summary>A drawn row: [Count, H, W, 3].</summary>
    private sealed record Row(int Count, byte[] Pixels);
}
