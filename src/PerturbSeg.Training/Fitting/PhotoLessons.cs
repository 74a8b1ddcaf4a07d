using PerturbSeg.Imaging;
using PerturbSeg.Masks;
using PerturbSeg.Mending;
using PerturbSeg.Segmentation;
using PerturbSeg.Torch;
using PerturbSeg.Torch.Operators;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.PackedSets;

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

        Tensor found = (straight + mirrored) * 0.5;
        Tensor refined = Mend(images, refinement.Refine(images, found));
        Tensor masks = (refined > 0).To(ScalarType.Float32);
        Tensor trusted = (MaskAgreement.Iou(straight, mirrored) > LeastMirrorAgreement)
            .And(MaskAgreement.Iou(found, refined) > LeastRefinementAgreement)
            .And(limits.Admit(masks));
        return new Lesson(
            new LabelledImages(scope.MoveOut(images), scope.MoveOut(masks)),
            scope.MoveOut(trusted.To(ScalarType.Float32).Reshape(-1, 1, 1, 1)),
            scope.MoveOut(PhotoMaskLimits.AreSurroundings(masks).To(ScalarType.Float32).Reshape(-1, 1, 1, 1)));
    }

    private Tensor Mend(Tensor images, Tensor logits)
    {
        if (colors is null)
            return logits;
        int side = (int)images.Shape[3];
        byte[] pixels = ((images * 127.5) + 127.5).Round().To(ScalarType.UInt8).Permute(0, 2, 3, 1).ToArray<byte>();
        float[] masks = Activation.Sigmoid(logits).ToArray<float>();
        float[][] mended = [.. pixels.Chunk(3 * side * side).Zip(
            masks.Chunk(side * side),
            (photo, mask) => colors.Mend(new Photo(side, side, photo), new Mask(side, side, mask)).Values)];
        return MaskLogits.Of(Tensor.From<float>(mended.SelectMany(mask => mask).ToArray(), logits.Shape.ToArray(), logits.Device));
    }
}
