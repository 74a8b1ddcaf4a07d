using PerturbSeg.Data;
using PerturbSeg.Evaluation;
using PerturbSeg.Imaging;

namespace PerturbSeg.Segmentation;

/// <summary>Scores a way of segmenting on photos with reference masks, each at its own size.</summary>
public static class PhotoEvaluation
{
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
        foreach (IReadOnlyList<(Photo Photo, GreyImage Mask)> batch in PhotoBatches.Of(pairs.Pairs.Select(pair => pair.Load()), pair => pair.Photo))
        {
            cancellation.ThrowIfCancellationRequested();
            Mask[] masks = segmenter.Segment([.. batch.Select(pair => pair.Photo)]);
            for (int i = 0; i < masks.Length; i++)
            {
                evaluation.Add(masks[i].Values, batch[i].Mask.Pixels, masks[i].Width, masks[i].Height);
                sheet?.Add(batch[i].Photo, masks[i], batch[i].Mask);
            }

            done += batch.Count;
            progress?.Report(new WorkProgress(done, pairs.Pairs.Count));
        }

        return evaluation.Result(method);
    }
}
