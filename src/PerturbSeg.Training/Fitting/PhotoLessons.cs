using PerturbSeg.Imaging;
using PerturbSeg.Masks;
using PerturbSeg.Mending;
using PerturbSeg.Torch;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.PackedSets;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace PerturbSeg.Training.Fitting;

/// <summary>
/// Real photos with masks that the segmenter's own average found and their colours mended: self-training. No label is involved. The
/// average teaches the network (Tarvainen and Valpola, "Mean Teachers Are Better Role Models", NeurIPS 2017), which sees the photos
/// augmented while the average saw them plain (Xie et al., "Self-Training with Noisy Student", CVPR 2020). The generator has one
/// silhouette; photos have all of them, and <see cref="DenseCrf"/> brings them into the masks.
/// </summary>
/// <param name="photos">Batches of crops of the segmenter's side; not owned.</param>
/// <param name="refinement">Mends the masks that the average found, along edges.</param>
/// <param name="colors">Mends them then, by the colours of each photo; null leaves it out.</param>
/// <param name="limits">What masks must keep to.</param>
/// <param name="precision">What convolutions compute in.</param>
internal sealed class PhotoLessons(BatchSource photos, DenseCrf refinement, ColorModel? colors, PhotoMaskLimits limits, ScalarType precision)
{
    private const double LeastMirrorAgreement = 0.7;
    private const double LeastRefinementAgreement = 0.55;

    /// <summary>Takes the next photos and finds their objects.</summary>
    /// <param name="teacher">Finds them.</param>
    /// <param name="device">Where the teacher is.</param>
    /// <param name="cancellation">Ends the waiting for photos.</param>
    /// <returns>
    /// Photos with masks of 0 and 1. A mask is no object where photo and mirrored photo disagree, the colours change it too much, or it keeps
    /// not to the limits; one that is dense at the frame is of the surroundings.
    /// </returns>
    public Lesson Next(Segmenter teacher, Device device, CancellationToken cancellation)
    {
        using var scope = new TensorScope();
        using Autograd.Mode recording = Autograd.NoGradient();
        using Batch batch = photos.Next(cancellation);
        Tensor images = PhotoTensors.ToTensor(batch.Pixels, batch.Count, batch.Resolution, device);
        Tensor straight, mirrored;
        using (new MixedPrecision(precision))
        {
            straight = teacher.Forward(images, training: false);
            mirrored = teacher.Forward(images.Flip(3), training: false).Flip(3);
        }

        int side = batch.Resolution, area = side * side;
        float[] pictures = images.ToArray<float>(), left = straight.ToArray<float>(), right = mirrored.ToArray<float>();
        float[] masks = new float[batch.Count * area], trusted = new float[batch.Count], surroundings = new float[batch.Count];
        Parallel.For(0, batch.Count, new ParallelOptions { MaxDegreeOfParallelism = TorchRuntime.Threads }, i =>
        {
            float[] found = new float[area];
            TensorPrimitives.Add<float>(left.AsSpan(i * area, area), right.AsSpan(i * area, area), found);
            TensorPrimitives.Multiply(found, 0.5f, found);
            float[] refined = refinement.Refine(pictures.AsSpan(3 * i * area, 3 * area), found, side);
            if (colors is not null)
                Mend(refined, new Photo(side, side, PixelOrder.ToInterleaved(batch.Pixels.AsSpan(3 * i * area, 3 * area))));
            Span<float> mask = masks.AsSpan(i * area, area);
            for (int pixel = 0; pixel < area; pixel++)
                mask[pixel] = refined[pixel] > 0 ? 1 : 0;
            bool isTrusted = MaskAgreement.Iou(left.AsSpan(i * area, area), right.AsSpan(i * area, area)) > LeastMirrorAgreement
                && MaskAgreement.Iou(found, refined) > LeastRefinementAgreement
                && limits.Admit(mask, side);
            trusted[i] = isTrusted ? 1 : 0;
            surroundings[i] = PhotoMaskLimits.IsSurroundings(mask, side) ? 1 : 0;
        });
        return new Lesson(
            new LabelledImages(scope.MoveOut(images), scope.MoveOut(Tensor.From<float>(masks, [batch.Count, 1, side, side], device))),
            scope.MoveOut(Tensor.From<float>(trusted, [batch.Count, 1, 1, 1], device)),
            scope.MoveOut(Tensor.From<float>(surroundings, [batch.Count, 1, 1, 1], device)));
    }

    // Logits to logits; probabilities between, which is what colours change.
    private void Mend(float[] logits, Photo photo)
    {
        TensorPrimitives.Sigmoid(logits, logits);
        colors!.Mend(photo, new Mask(photo.Width, photo.Height, logits), new ObjectWindow(0, 0, photo.Width, photo.Height));
        TensorPrimitives.Subtract(logits, BinaryMask.Threshold, logits);
    }
}
