using PerturbSeg.Torch;
using PerturbSeg.Training.Fitting.Augmentations;
using PerturbSeg.Training.Networks;
using PerturbSeg.Training.Scenes;

namespace PerturbSeg.Training.Fitting;

/// <summary>Images with masks, and what is to be learned from each mask.</summary>
/// <param name="Pairs">N images with their masks.</param>
/// <param name="Objects">1 where the mask is the object, on every pixel; 0 where it is not to be trusted. [N, 1, 1, 1].</param>
/// <param name="Surroundings">1 where the mask covers something that is not the object, and nothing is known of other pixels; otherwise 0. [N, 1, 1, 1].</param>
internal sealed record Lesson(LabelledImages Pairs, Tensor Objects, Tensor Surroundings)
{
    /// <summary>Pairs whose masks are right.</summary>
    /// <param name="pairs">The pairs.</param>
    public static Lesson Of(LabelledImages pairs)
    {
        Tensor none = Tensor.Zeros([pairs.Count, 1, 1, 1], pairs.Images.Device);
        return new Lesson(pairs, none + 1, none);
    }

    /// <summary>This lesson and another one.</summary>
    /// <param name="other">The other one.</param>
    public Lesson With(Lesson other) => new(
        Pairs.With(other.Pairs),
        Tensor.Concatenate([Objects, other.Objects], 0),
        Tensor.Concatenate([Surroundings, other.Surroundings], 0));

    /// <summary>The loss of a network that sees the lesson augmented.</summary>
    /// <param name="step">The network and what draws augmentations.</param>
    /// <param name="options">Augmentations and precision.</param>
    /// <returns>[].</returns>
    public Tensor Teach(FitStep<Segmenter> step, SegmenterFitOptions options)
    {
        LabelledImages batch = Pairs;
        foreach (IAugmentation augmentation in options.Augmentations)
            batch = augmentation.Apply(batch, step.Random);
        Tensor logits;
        using (new MixedPrecision(options.Precision))
            logits = step.Network.Forward(batch.Images, training: true);
        return Loss(logits, DecidedMasks.Of(batch.Masks));
    }

    /// <summary>The mean cross-entropy of what the lesson knows.</summary>
    /// <param name="logits">[N, 1, R, R].</param>
    /// <param name="masks">The masks, augmented as the images were that gave the logits: 0 and 1, [N, 1, R, R].</param>
    /// <returns>[].</returns>
    public Tensor Loss(Tensor logits, Tensor masks)
        => SegmentationLosses.CrossEntropy(logits, masks * (1 - Surroundings), Objects + (Surroundings * masks));
}
