using PerturbSeg.Imaging;
using PerturbSeg.PhotoLists;
using PerturbSeg.Reports;
using PerturbSeg.Segmentation;

namespace PerturbSeg.Evaluation;

/// <summary>The photos whose masks are the most doubtful, to be looked at first: no true mask is needed.</summary>
/// <param name="Doubts">The photos that were judged, the most doubtful first.</param>
/// <param name="Unread">How many of those that were tried could not be read.</param>
/// <param name="Sheet">The first of them with their masks; null where none was judged.</param>
public sealed record DoubtfulPhotos(IReadOnlyList<PhotoDoubt> Doubts, int Unread, RgbImage? Sheet)
{
    /// <summary>Photos that are judged of a longer list, evenly spread over it.</summary>
    public const int MostJudged = 400;

    /// <summary>Photos of the sheet.</summary>
    public const int MostShown = 24;

    private const int Columns = 12, Tile = 96;

    /// <summary>Segments photos and keeps those that are to be shown.</summary>
    /// <param name="segmenter">Finds the objects.</param>
    /// <param name="photos">The photos.</param>
    /// <param name="threads">Threads to work on, from 1.</param>
    /// <param name="cancellation">Ends the work between photos.</param>
    /// <exception cref="OperationCanceledException">The work was ended.</exception>
    public static DoubtfulPhotos Find(IPhotoSegmenter segmenter, IReadOnlyList<PhotoTask> photos, int threads, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(segmenter);
        ArgumentNullException.ThrowIfNull(photos);
        var decoder = new PhotoDecoder();
        var seen = new List<Seen>();
        int unread = 0;
        new PhotoPipeline<PhotoTask, OpenedPhoto, Seen?>
        {
            Open = OpenedPhoto.Open,
            Pixels = photo => photo.Pixels,
            Work = batch => [.. batch.Select(photo => photo.Decode(decoder, out _) is { } decoded ? See(decoded, photo.Task) : null)],
            Done = (_, result) =>
            {
                if (result is null)
                    unread++;
                else
                    Keep(result);
            },
        }.Run(Spread(photos), threads, atOnce: 1, cancellation);
        return new DoubtfulPhotos([.. seen.OrderByDescending(photo => photo.Doubt.Doubt).Select(photo => photo.Doubt)], unread, Draw([.. seen.Where(photo => photo.Photo is not null)]));

        Seen See(Photo photo, PhotoTask task)
        {
            FoundObjects found = segmenter.Find([photo], cancellation)[0];
            return new Seen(
                new PhotoDoubt(task.EntryName, found.Doubt ?? 0),
                PixelOrder.ToPlanes(photo.Resize(Tile, Tile).Pixels),
                new GreyImage(found.Mask.Width, found.Mask.Height, found.Mask.ToBytes()).Resize(Tile, Tile).Pixels);
        }

        // Pictures of those alone that may be shown.
        void Keep(Seen photo)
        {
            seen.Add(photo);
            Seen[] shown = [.. seen.Where(other => other.Photo is not null).OrderByDescending(other => other.Doubt.Doubt)];
            foreach (Seen other in shown.Skip(MostShown))
                (other.Photo, other.Mask) = (null, null);
        }
    }

    private static PhotoTask[] Spread(IReadOnlyList<PhotoTask> photos)
        => photos.Count <= MostJudged ? [.. photos] : [.. Enumerable.Range(0, MostJudged).Select(i => photos[(int)((long)i * photos.Count / MostJudged)])];

    private static RgbImage? Draw(Seen[] shown)
    {
        if (shown.Length == 0)
            return null;
        var grid = new ImageGrid(Tile, Tile);
        foreach (Seen[] row in shown.OrderByDescending(photo => photo.Doubt.Doubt).Chunk(Columns))
        {
            grid.AddImages([.. row.SelectMany(photo => photo.Photo!)]);
            grid.AddMasks([.. row.SelectMany(photo => photo.Mask!)]);
        }

        return grid.Render();
    }

    private sealed class Seen(PhotoDoubt doubt, byte[] photo, byte[] mask)
    {
        public PhotoDoubt Doubt => doubt;

        public byte[]? Photo { get; set; } = photo;

        public byte[]? Mask { get; set; } = mask;
    }
}
