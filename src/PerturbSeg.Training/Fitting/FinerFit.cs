using PerturbSeg.Imaging;
using PerturbSeg.Segmentation;
using PerturbSeg.Torch;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.PackedSets;

namespace PerturbSeg.Training.Fitting;

/// <summary>
/// Teaches a segmenter to see photos at a larger side than its generator paints: the masks of photos, looked at twice, mended by colours and
/// drawn along the photo as <see cref="PhotoSegmenter"/> has them, are what it learns at that side. Photos show wheels and legs there that 32 pixels do
/// not have, and what is wrong in a mask by chance is not learnt (self-training: Xie et al., "Self-training with Noisy Student", CVPR 2020). Last, masks are made
/// as large as those that taught (<see cref="AreaCalibration"/>).
/// </summary>
/// <param name="photos">Batches of crops of the larger side; not owned.</param>
/// <param name="options">How segmenters are fitted: augmentations, limits of masks, precision and seed.</param>
/// <param name="fit">How photos became squares.</param>
internal sealed class FinerFit(BatchSource photos, SegmenterFitOptions options, PackFit fit)
{
    /// <summary>Teaches one round.</summary>
    /// <param name="teacher">Finds the masks; also what the network begins as. It stays as it is.</param>
    /// <param name="side">Side of the teacher's images, in pixels: that of the photos, or half of it.</param>
    /// <param name="finer">Steps and rates.</param>
    /// <param name="timeGone">Which share of its time has gone (<see cref="FitTime"/>), where it ends with that; null where steps alone count.</param>
    /// <param name="device">Where.</param>
    /// <param name="progress">Told after each step, with the loss.</param>
    /// <param name="cancellation">Ends the fit.</param>
    /// <returns>The average of the network's weights; the caller disposes it.</returns>
    /// <exception cref="FitDivergedException">The loss is no longer a number.</exception>
    /// <exception cref="OperationCanceledException">The fit was ended.</exception>
    public Fitted<Segmenter> Run(
        Segmenter teacher, int side, FinerFitOptions finer, Func<double>? timeGone, Device device, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        using var predictor = new SegmenterPredictor(teacher, side, fit, options.Precision, device);
        var lessons = new FoundLessons(photos, new PhotoSegmenter(predictor), options.Limits);
        Fitted<Segmenter> fitted = new FitLoop(finer.Steps, finer.PeakLearningRate, options.AverageDecay, options.Seed, timeGone).Run(
            teacher.Copy, step => lessons.Next(step.Random.Device, cancellation).Teach(step, options), device, progress, cancellation);
        try
        {
            fitted.Network.AddToLogits(AreaCalibration.Shift(fitted.Network, lessons, options.Precision, device, cancellation));
            return fitted;
        }
        catch
        {
            fitted.Network.Dispose();
            throw;
        }
    }
}
