using PerturbSeg.Imaging;

namespace PerturbSeg.PhotoLists;

/// <summary>Groups decoded photos into batches that are judged at once: up to 16, fewer where they are large.</summary>
internal static class PhotoBatches
{
    private const int MostPhotos = 16;

    // Decoded photos of a batch are held at once: a batch ends with the photo that brings it to this many pixels.
    private const long FullPixels = 32_000_000;

    /// <summary>Groups photos in their order. Each is taken from the sequence only when its batch is being filled.</summary>
    /// <param name="photos">Photos, each with what belongs to it.</param>
    /// <param name="photo">The photo of an item.</param>
    public static IEnumerable<IReadOnlyList<TItem>> Of<TItem>(IEnumerable<TItem> photos, Func<TItem, Photo> photo)
    {
        var batch = new List<TItem>();
        long pixels = 0;
        foreach (TItem item in photos)
        {
            batch.Add(item);
            pixels += (long)photo(item).Width * photo(item).Height;
            if (batch.Count < MostPhotos && pixels < FullPixels)
                continue;
            yield return batch;
            batch = [];
            pixels = 0;
        }

        if (batch.Count > 0)
            yield return batch;
    }
}
