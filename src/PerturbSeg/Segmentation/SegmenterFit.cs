using PerturbSeg.Evaluation;
using PerturbSeg.Networks;
using PerturbSeg.Segmentation.Augmentations;
using PerturbSeg.Torch;

namespace PerturbSeg.Segmentation;

/// <summary>
/// Teaches a segmenter by generated pairs: the generator knows the mask of every image it paints, so no photo needs a label. What the
/// generator cannot paint (other poses, sharper or larger objects), augmentation has to stand in for.
/// </summary>
public static class SegmenterFit
{
    /// <summary>Fits a segmenter. The same options on the same device give the same weights.</summary>
    /// <param name="pairs">Images with masks.</param>
    /// <param name="options">How.</param>
    /// <param name="device">Where.</param>
    /// <param name="progress">Told after each step, with the loss.</param>
    /// <param name="cancellation">Ends the fit.</param>
    /// <returns>The average of the segmenter's weights over the last steps; the caller disposes it.</returns>
    /// <exception cref="UserErrorException">An option is out of its range.</exception>
    /// <exception cref="FitDivergedException">The loss is no longer a number.</exception>
    /// <exception cref="OperationCanceledException">The fit was ended.</exception>
    public static Fitted<Segmenter> Run(
        IPairSource pairs,
        SegmenterFitOptions options,
        Device device = default,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return new FitLoop(options.Steps, options.PeakLearningRate, options.AverageDecay, options.Seed).Run(
            random => new Segmenter(options.Channels, random),
            (segmenter, random) => Loss(segmenter, pairs, options, random),
            device,
            progress,
            cancellation);
    }

    private static Tensor Loss(Segmenter segmenter, IPairSource pairs, SegmenterFitOptions options, RandomGenerator random)
    {
        LabelledImages batch = pairs.Draw(options.BatchSize, random);
        foreach (IAugmentation augmentation in options.Augmentations)
            batch = augmentation.Apply(batch, random);
        Tensor targets = BinaryMask.Of(batch.Masks);
        Tensor logits;
        using (new Autocast(random.Device, options.Precision))
            logits = segmenter.Forward(batch.Images, training: true);
        return SegmentationLosses.CrossEntropy(logits, targets);
    }
}
