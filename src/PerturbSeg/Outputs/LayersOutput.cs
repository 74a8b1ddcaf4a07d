using System.IO.Compression;
using System.Text;
using PerturbSeg.Imaging;

namespace PerturbSeg.Outputs;

/// <summary>
/// The object on transparency over the background without it, as OpenRaster, which painting programs open. Where nothing painted the
/// background the photo itself lies below.
/// </summary>
/// <remarks>Form: OpenRaster 0.0.3, file layout, layers stack and baseline.</remarks>
public sealed class LayersOutput : ISegmentationOutput
{
    private const int LargestThumbnailSide = 256;

    // Archives of the same photo are the same bytes.
    private static readonly DateTimeOffset EntryTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <inheritdoc/>
    public string Format => "layers";

    /// <inheritdoc/>
    public string Extension => "ora";

    /// <inheritdoc/>
    public bool TakesBackground => true;

    /// <inheritdoc/>
    public void Write(Stream stream, SegmentedPhoto segmented)
    {
        ArgumentNullException.ThrowIfNull(segmented);
        Photo photo = segmented.Photo, below = segmented.Background ?? photo;
        string name = segmented.Background is null ? "photo" : "background";
        Photo merged = CutoutOutput.LaidOver(photo, segmented.Mask, below);
        using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        Add(archive, "mimetype", entry => entry.Write("image/openraster"u8)); // first and not compressed, so that programs know the file by its start
        Add(archive, "stack.xml", entry => entry.Write(Encoding.UTF8.GetBytes(Stack(photo.Width, photo.Height, name))));
        Add(archive, "data/object.png", entry => PngFile.WriteCutout(entry, photo, segmented.Mask.Values));
        Add(archive, $"data/{name}.png", entry => WritePng(entry, below));
        Add(archive, "mergedimage.png", entry => WritePng(entry, merged));
        Add(archive, "Thumbnails/thumbnail.png", entry => WritePng(entry, Thumbnail(merged)));
    }

    private static string Stack(int width, int height, string below) =>
        $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <image version="0.0.3" w="{width}" h="{height}">
          <stack>
            <layer name="object" src="data/object.png" x="0" y="0" opacity="1.0" visibility="visible" composite-op="svg:src-over"/>
            <layer name="{below}" src="data/{below}.png" x="0" y="0" opacity="1.0" visibility="visible" composite-op="svg:src-over"/>
          </stack>
        </image>

        """;

    private static void Add(ZipArchive archive, string name, Action<Stream> write)
    {
        ZipArchiveEntry entry = archive.CreateEntry(name, CompressionLevel.NoCompression); // pictures are compressed as PNG already
        entry.LastWriteTime = EntryTime;
        using Stream stream = entry.Open();
        write(stream);
    }

    private static void WritePng(Stream stream, Photo photo) => PngFile.Write(stream, photo.Width, photo.Height, 3, photo.Pixels);

    private static Photo Thumbnail(Photo photo)
    {
        double share = Math.Min(1, (double)LargestThumbnailSide / Math.Max(photo.Width, photo.Height));
        return photo.Resize(Math.Max(1, (int)Math.Round(share * photo.Width)), Math.Max(1, (int)Math.Round(share * photo.Height)));
    }
}
