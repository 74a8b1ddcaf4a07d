using PerturbSeg.Data;
using PerturbSeg.Evaluation;
using PerturbSeg.Networks;
using PerturbSeg.Torch;
using PerturbSeg.Training;

namespace PerturbSeg.Segmentation;

/// <summary>How alike the masks are that a segmenter finds in photos. Needs no labels.</summary>
internal static class SilhouetteOverlap
{
    private const int FewestPhotos = 128;

    /// <summary>The mean IoU between the masks of different photos, <see cref="MaskDiversity.MeanPairwiseIou"/>.</summary>
    /// <param name="segmenter">Finds the masks.</param>
    /// <param name="photos">Photos of its side; at least 128 are taken.</param>
    /// <param name="device">Where the segmenter is.</param>
    public static double Of(Segmenter segmenter, BatchSource photos, Device device)
    {
        using Autograd.Mode recording = Autograd.NoGradient();
        var masks = new List<float>();
        int count = 0;
        while (count < FewestPhotos)
        {
            using var scope = new TensorScope();
            using Batch batch = photos.Next();
            Tensor logits = segmenter.Forward(Photos.ToTensor(batch.Pixels, batch.Count, batch.Resolution, device), training: false);
            masks.AddRange((logits > 0).To(ScalarType.Float32).ToArray<float>());
            count += batch.Count;
        }

        return MaskDiversity.MeanPairwiseIou(masks.ToArray(), count);
    }
}
