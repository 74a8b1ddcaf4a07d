using PerturbSeg.Torch;

namespace PerturbSeg.Training.Fitting;

/// <summary>Images with the masks of their objects: what a segmenter learns from.</summary>
/// <param name="Images">[N, 3, R, R], in about [−1, 1].</param>
/// <param name="Masks">[N, 1, R, R], in [0, 1]; 1 = object.</param>
public sealed record LabelledImages(Tensor Images, Tensor Masks)
{
    /// <summary>How many images.</summary>
    public long Count => Images.Shape[0];

    /// <summary>These and others of the same side, one after the other.</summary>
    /// <param name="others">The others.</param>
    public LabelledImages With(LabelledImages others)
    {
        ArgumentNullException.ThrowIfNull(others);
        return new LabelledImages(Tensor.Concatenate([Images, others.Images], 0), Tensor.Concatenate([Masks, others.Masks], 0));
    }
}
