using PerturbSeg.Imaging;
using PerturbSeg.Masks;
using PerturbSeg.Metrics;
using PerturbSeg.PhotoLists;
using PerturbSeg.Photos;
using PerturbSeg.Reports;
using PerturbSeg.Segmentation;

namespace PerturbSeg.Evaluation;

/// <summary>Scores a way of segmenting on photos with reference masks, each at its own size.</summary>
public static class PhotoEvaluation
{
    private const int DrawnTile = 112;

    /// <summary>Runs.</summary>
    /// <param name="segmenter">Finds the objects.</param>
    /// <param name="method">What it is called in the result.</param>
    /// <param name="pairs">Photos and masks.</param>
    /// <param name="sheet">Is shown every photo; null draws none.</param>
    /// <param name="progress">Told after each batch.</param>
    /// <param name="cancellation">Ends the work between batches.</param>
    /// <exception cref="UserErrorException">A file is unreadable, or a mask has another size than its photo.</exception>
    public static EvaluationResult Run(
        IPhotoSegmenter segmenter,
        string method,
        EvaluationSet pairs,
        ContactSheet? sheet = null,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(segmenter);
        ArgumentNullException.ThrowIfNull(pairs);
        pairs.CheckSizes();
        var evaluation = new MaskEvaluation();
        int done = 0;
        foreach (IReadOnlyList<(string Stem, Photo Photo, GreyImage Mask)> batch in PhotoBatches.Of(pairs.Pairs.Select(Load), pair => pair.Photo))
        {
            cancellation.ThrowIfCancellationRequested();
            Mask[] masks = segmenter.Segment([.. batch.Select(pair => pair.Photo)], cancellation);
            for (int i = 0; i < masks.Length; i++)
            {
                evaluation.Add(masks[i].Values, batch[i].Mask.Pixels, masks[i].Width, masks[i].Height, batch[i].Stem);
                sheet?.Add(batch[i].Photo, masks[i], batch[i].Mask);
            }

            done += batch.Count;
            progress?.Report(new WorkProgress(done, pairs.Pairs.Count));
        }

        return evaluation.Result(method);
    }

    /// <summary>Draws some of the photos, such as the worst, in one row with the masks found and the true ones. They are segmented again.</summary>
    /// <param name="segmenter">Finds the objects.</param>
    /// <param name="pairs">Photos and masks.</param>
    /// <param name="photos">Scores of photos among the pairs, at least one, in the order to draw.</param>
    /// <returns>The picture.</returns>
    /// <exception cref="UserErrorException">A file is unreadable, or a mask has another size than its photo.</exception>
    public static RgbImage Draw(IPhotoSegmenter segmenter, EvaluationSet pairs, IReadOnlyList<PhotoScore> photos)
    {
        ArgumentNullException.ThrowIfNull(segmenter);
        ArgumentNullException.ThrowIfNull(pairs);
        ArgumentNullException.ThrowIfNull(photos);
        var sheet = new ContactSheet(columns: photos.Count, rows: 1, tile: DrawnTile);
        foreach (PhotoScore score in photos)
        {
            (Photo photo, GreyImage mask) = pairs.Pairs.First(pair => pair.Stem == score.Photo).Load();
            sheet.Add(photo, segmenter.Segment([photo])[0], mask);
        }

        return sheet.Render();
    }

    private static (string Stem, Photo Photo, GreyImage Mask) Load(EvaluationPair pair)
    {
        (Photo photo, GreyImage mask) = pair.Load();
        return (pair.Stem, photo, mask);
    }
}
