using PerturbSeg.Imaging;
using PerturbSeg.Masks;
using PerturbSeg.Metrics;
using PerturbSeg.Segmentation;
using PerturbSeg.Torch;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.PackedSets;

namespace PerturbSeg.Training.Fitting;

/// <summary>
/// Teaches a fitted segmenter on with masks that somebody accepted or mended. Half of each batch are those, drawn again and again in other
/// framings; the other half are photos with the masks that it finds already, so that it does not forget what nobody looked at.
/// </summary>
/// <param name="corrected">The masks.</param>
/// <param name="photos">Batches of <see cref="PhotosPerStep"/> crops of the segmenter's side; not owned.</param>
/// <param name="options">How segmenters are fitted: augmentations, limits of masks, precision and seed.</param>
/// <param name="fit">How photos became squares.</param>
internal sealed class CorrectionFit(CorrectedPhotos corrected, BatchSource photos, SegmenterFitOptions options, PackFit fit)
{
    /// <summary>Photos of a step besides as many corrected ones.</summary>
    public const int PhotosPerStep = 16;

    private const double PeakLearningRate = 1e-3;

    /// <summary>Teaches.</summary>
    /// <param name="beginning">The segmenter as it is; it stays so.</param>
    /// <param name="side">Side of its images, in pixels.</param>
    /// <param name="steps">Steps of Adam.</param>
    /// <param name="device">Where.</param>
    /// <param name="progress">Told after each step, with the loss.</param>
    /// <param name="cancellation">Ends the fit.</param>
    /// <returns>The average of the network's weights; the caller disposes it.</returns>
    public Fitted<Segmenter> Run(Segmenter beginning, int side, int steps, Device device, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        using var predictor = new SegmenterPredictor(beginning, side, fit, options.Precision, device);
        var others = new FoundLessons(photos, new PhotoSegmenter(predictor), options.Limits);
        var images = new List<float[]>();
        var masks = new List<float[]>();
        foreach (CorrectedPhoto taught in corrected.Taught)
        {
            cancellation.ThrowIfCancellationRequested();
            (Photo photo, GreyImage mask) = taught.Open();
            images.Add(Square(photo, side));
            masks.Add(Square(mask, side));
        }

        return new FitLoop(steps, PeakLearningRate, options.AverageDecay, options.Seed).Run(
            beginning.Copy,
            step => Draw(step.Random).With(others.Next(step.Random.Device, cancellation)).Teach(step, options),
            device,
            progress,
            cancellation);

        Lesson Draw(RandomGenerator random)
        {
            long[] drawn = Tensor.Integers(random, 0, images.Count, PhotosPerStep).ToArray<long>();
            return Lesson.Of(new LabelledImages(
                Tensor.From<float>(drawn.SelectMany(i => images[(int)i]).ToArray(), [PhotosPerStep, 3, side, side], random.Device),
                Tensor.From<float>(drawn.SelectMany(i => masks[(int)i]).ToArray(), [PhotosPerStep, 1, side, side], random.Device)));
        }
    }

    /// <summary>IoU over the data set of the photos that were held back; null where there are none.</summary>
    /// <param name="segmenter">Finds the masks.</param>
    /// <param name="side">Side of its images, in pixels.</param>
    /// <param name="device">Where it is.</param>
    /// <param name="cancellation">Ends it between photos.</param>
    public double? Measure(Segmenter segmenter, int side, Device device, CancellationToken cancellation = default)
    {
        if (corrected.HeldBack.Count == 0)
            return null;
        using var predictor = new SegmenterPredictor(segmenter, side, fit, options.Precision, device);
        var finder = new PhotoSegmenter(predictor);
        var evaluation = new MaskEvaluation();
        foreach (CorrectedPhoto held in corrected.HeldBack)
        {
            cancellation.ThrowIfCancellationRequested();
            (Photo photo, GreyImage mask) = held.Open();
            evaluation.Add(finder.Segment(photo).Values, mask.Pixels, photo.Width, photo.Height, held.Name);
        }

        return evaluation.Result(FitMethods.Segmenter).IouDataset;
    }

    private float[] Square(Photo photo, int side)
    {
        float[] image = new float[SquareImages.Length(side)];
        SquareImages.Fill(photo, ObjectWindow.Seen(photo.Width, photo.Height, fit), side, image);
        return image;
    }

    private float[] Square(GreyImage mask, int side)
        => [.. SquareImages.Square(mask, ObjectWindow.Seen(mask.Width, mask.Height, fit), side).Select(value => value / 255f)];
}
