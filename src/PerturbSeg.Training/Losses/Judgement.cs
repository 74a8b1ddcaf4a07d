using PerturbSeg.Torch;
using PerturbSeg.Training.Networks;

namespace PerturbSeg.Training.Losses;

/// <summary>What a discriminator saw in a step, and what it said.</summary>
/// <param name="Discriminator">The discriminator in training.</param>
/// <param name="Photos">As given, [N, 3, H, W], or [N, 4, H, W] with their masks; they require gradients where a term differentiates them.</param>
/// <param name="SeenPhotos">As augmented; the same tensor where nothing is.</param>
/// <param name="SeenComposites">Likewise, without gradients.</param>
/// <param name="PhotoLogits">[N, 1].</param>
/// <param name="CompositeLogits">[N, 1].</param>
/// <param name="Precision">What convolutions compute in.</param>
/// <param name="Random">Draws what a term needs.</param>
public sealed record Judgement(
    Discriminator Discriminator,
    Tensor Photos,
    Tensor SeenPhotos,
    Tensor SeenComposites,
    Tensor PhotoLogits,
    Tensor CompositeLogits,
    ScalarType Precision,
    RandomGenerator Random);
