using PerturbSeg.Torch;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.PackedSets;

namespace PerturbSeg.Training.Fitting;

/// <summary>
/// Teaches a segmenter by generated pairs: the generator knows the mask of every image it paints, so no photo needs a label. What the
/// generator cannot paint (other poses, sharper or larger objects), augmentation has to stand in for, and then photos without labels,
/// whose masks the segmenter finds itself.
/// </summary>
public static class SegmenterFit
{
    /// <summary>Fits a segmenter. The same options and photos on the same device give the same weights.</summary>
    /// <param name="pairs">Images with masks.</param>
    /// <param name="options">How.</param>
    /// <param name="photos">Batches of <see cref="SegmenterFitOptions.PhotosPerStep"/> crops without masks; null teaches by pairs alone.</param>
    /// <param name="timeGone">Which share of the time that the fit may take has gone: with it, the fit ends; null where steps alone count.</param>
    /// <param name="device">Where.</param>
    /// <param name="progress">Told after each step, with the loss.</param>
    /// <param name="cancellation">Ends the fit.</param>
    /// <returns>The average of the segmenter's weights over the last steps; the caller disposes it.</returns>
    /// <exception cref="UserErrorException">A number of steps is out of its range.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Another option is.</exception>
    /// <exception cref="FitDivergedException">The loss is no longer a number.</exception>
    /// <exception cref="OperationCanceledException">The fit was ended.</exception>
    public static Fitted<Segmenter> Run(
        IPairSource pairs,
        SegmenterFitOptions options,
        BatchSource? photos = null,
        Func<double>? timeGone = null,
        Device device = default,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        PhotoLessons? lessons = photos is null ? null : new PhotoLessons(photos, options.Refinement, options.Colors, options.Limits, options.Precision);
        return new FitLoop(options.Steps, options.PeakLearningRate, options.AverageDecay, options.Seed, timeGone).Run(
            random => new Segmenter(options.Channels, random),
            step => Loss(step, pairs, step.Progress < options.PhotosFrom ? null : lessons, options, cancellation),
            device,
            progress,
            cancellation);
    }

    private static Tensor Loss(
        FitStep<Segmenter> step, IPairSource pairs, PhotoLessons? lessons, SegmenterFitOptions options, CancellationToken cancellation)
    {
        RandomGenerator random = step.Random;
        var lesson = Lesson.Of(pairs.Draw(lessons is null ? options.BatchSize : options.BatchSize - options.PhotosPerStep, random));
        if (lessons is not null)
            lesson = lesson.With(lessons.Next(step.Average, random.Device, cancellation));
        return lesson.Teach(step, options);
    }
}
