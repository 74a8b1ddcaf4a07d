using PerturbSeg.Masks;
using PerturbSeg.Mending;
using PerturbSeg.Metrics;
using PerturbSeg.Torch;
using PerturbSeg.Training.Fitting.Augmentations;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.PackedSets;

namespace PerturbSeg.Training.Fitting;

/// <summary>What the masks of photos say of a segmenter, and of the generator that taught it, without labels. Ours.</summary>
/// <param name="SelfAgreement">
/// Mean over photos of IoU(mask of a window of the photo, the same window of the photo's mask) · IoU(mask, mask mended along the photo's edges);
/// 0 for a mask that is too small, too large or along the frame. In [0, 1]. An object stays what it is when the photo is framed
/// otherwise, and ends at its edges; a patch of background does neither, and a silhouette known by heart does not move with the window.
/// </param>
/// <param name="SilhouetteOverlap">Mean IoU between the masks of different photos (<see cref="MaskDiversity"/>), in [0, 1]: near 1 it knows one silhouette only.</param>
public sealed record PhotoConsistency(double SelfAgreement, double SilhouetteOverlap)
{
    private const int FewestPhotos = 256;
    private const double LeastAgreement = 0.35;
    private static readonly DenseCrf Edges = new();
    private static readonly RandomFraming Windows = new(SmallestExtent: 0.6, LargestExtent: 0.9, Aspect: 0.1);

    /// <summary>
    /// (agreement − overlap) / (1 − overlap), as in Cohen's κ (1960): how much more a mask agrees with itself than with those of other photos. Large
    /// masks agree whatever they show; this does not reward them. At most 1; below 0 where masks are more like each other than like themselves.
    /// </summary>
    public double AgreementAboveChance => SilhouetteOverlap < 1 ? (SelfAgreement - SilhouetteOverlap) / (1 - SilhouetteOverlap) : 0;

    /// <summary>
    /// Whether masks agree so little with themselves that they are hardly of objects: below .35. Segmenters of right splits are at .43 and above
    /// (the lowest where many objects are larger than the largest mask), that of a split into pieces of cars at .26.
    /// </summary>
    public bool IsDoubtful => SelfAgreement < LeastAgreement;

    /// <summary>Measures a segmenter on at least 256 photos.</summary>
    /// <param name="segmenter">Finds the masks.</param>
    /// <param name="photos">Photos of its side.</param>
    /// <param name="options">How it was fitted: shares of objects, precision, seed.</param>
    /// <param name="device">Where it is.</param>
    /// <param name="cancellation">Ends it.</param>
    internal static PhotoConsistency Measure(
        Segmenter segmenter, BatchSource photos, SegmenterFitOptions options, Device device, CancellationToken cancellation)
        => Measure(images => segmenter.Forward(images, training: false).To(ScalarType.Float32), photos, options, device, cancellation);

    /// <summary>Measures what finds masks: from images [N, 3, R, R] in [−1, 1] to logits [N, 1, R, R].</summary>
    internal static PhotoConsistency Measure(
        Func<Tensor, Tensor> find, BatchSource photos, SegmenterFitOptions options, Device device, CancellationToken cancellation)
    {
        using Autograd.Mode recording = Autograd.NoGradient();
        using var precision = new MixedPrecision(options.Precision);
        using var random = new RandomGenerator(options.Seed, device);
        var masks = new List<float>();
        double agreement = 0;
        int count = 0;
        while (count < FewestPhotos)
        {
            using var scope = new TensorScope();
            using Batch batch = photos.Next(cancellation);
            Tensor images = PhotoTensors.ToTensor(batch.Pixels, batch.Count, batch.Resolution, device);
            Tensor logits = find(images);
            Tensor found = (logits > 0).To(ScalarType.Float32);
            LabelledImages windows = Windows.Apply(new LabelledImages(images, found), random);
            float[] moved = find(windows.Images).ToArray<float>(), expected = (windows.Masks - BinaryMask.Threshold).ToArray<float>();
            float[] pictures = images.ToArray<float>(), seen = logits.ToArray<float>(), decided = found.ToArray<float>();
            int side = batch.Resolution, area = side * side;
            for (int i = 0; i < batch.Count; i++)
            {
                if (!options.Limits.Admit(decided.AsSpan(i * area, area), side))
                    continue;
                ReadOnlySpan<float> mask = seen.AsSpan(i * area, area);
                float moves = MaskAgreement.Iou(moved.AsSpan(i * area, area), expected.AsSpan(i * area, area));
                agreement += moves * MaskAgreement.Iou(mask, Edges.Refine(pictures.AsSpan(3 * i * area, 3 * area), mask, side));
            }

            masks.AddRange(decided);
            count += batch.Count;
        }

        return new PhotoConsistency(agreement / count, MaskDiversity.MeanPairwiseIou(masks.ToArray(), count));
    }
}
