using PerturbSeg.Imaging;
using PerturbSeg.Masks;
using PerturbSeg.Segmentation;
using PerturbSeg.Torch;
using PerturbSeg.Training.Fitting.Augmentations;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.PackedSets;
using PerturbSeg.Training.Scenes;

namespace PerturbSeg.Training.Fitting;

/// <summary>
/// Teaches a segmenter to see photos at a larger side than its generator paints: the masks of photos, looked at twice, mended by colours and
/// drawn along the photo as <see cref="PhotoSegmenter"/> has them, are what it learns at that side. Photos show wheels and legs there that 32 pixels do
/// not have, and what is wrong in a mask by chance is not learnt (self-training: Xie et al., "Self-training with Noisy Student", CVPR 2020).
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
    /// <param name="device">Where.</param>
    /// <param name="progress">Told after each step, with the loss.</param>
    /// <param name="cancellation">Ends the fit.</param>
    /// <returns>The average of the network's weights; the caller disposes it.</returns>
    /// <exception cref="FitDivergedException">The loss is no longer a number.</exception>
    /// <exception cref="OperationCanceledException">The fit was ended.</exception>
    public Fitted<Segmenter> Run(
        Segmenter teacher, int side, FinerFitOptions finer, Device device, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        using var predictor = new SegmenterPredictor(teacher, side, fit, options.Precision, device);
        var segmenter = new PhotoSegmenter(predictor);
        return new FitLoop(finer.Steps, finer.PeakLearningRate, options.AverageDecay, options.Seed).Run(
            teacher.Copy,
            step => Loss(step, segmenter, cancellation),
            device,
            progress,
            cancellation);
    }

    private Tensor Loss(FitStep<Segmenter> step, PhotoSegmenter teacher, CancellationToken cancellation)
    {
        (LabelledImages batch, Tensor trusted) = Next(teacher, step.Random.Device, cancellation);
        foreach (IAugmentation augmentation in options.Augmentations)
            batch = augmentation.Apply(batch, step.Random);
        Tensor logits;
        using (new MixedPrecision(options.Precision))
            logits = step.Network.Forward(batch.Images, training: true);
        return SegmentationLosses.CrossEntropy(logits, DecidedMasks.Of(batch.Masks), trusted);
    }

    /// <summary>The next photos, what their masks are, and which of those keep to the limits: 1 or 0, [N, 1, 1, 1].</summary>
    private (LabelledImages Pairs, Tensor Trusted) Next(PhotoSegmenter teacher, Device device, CancellationToken cancellation)
    {
        using Batch batch = photos.Next(cancellation);
        int side = batch.Resolution, area = side * side, count = batch.Count;
        byte[] pixels = batch.Pixels.ToArray();
        float[] masks = new float[count * area], trusted = new float[count];
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = TorchRuntime.Threads, CancellationToken = cancellation }, i =>
        {
            Mask found = teacher.Segment(new Photo(side, side, PixelOrder.ToInterleaved(pixels.AsSpan(3 * i * area, 3 * area))));
            Span<float> mask = masks.AsSpan(i * area, area);
            for (int pixel = 0; pixel < area; pixel++)
                mask[pixel] = BinaryMask.IsObject(found.Values[pixel]) ? 1 : 0;
            trusted[i] = options.MaskLimits.Admit(mask, side) ? 1 : 0;
        });
        var pairs = new LabelledImages(
            PhotoTensors.ToTensor(pixels, count, side, device), Tensor.From<float>(masks, [count, 1, side, side], device));
        return (pairs, Tensor.From<float>(trusted, [count, 1, 1, 1], device));
    }
}
