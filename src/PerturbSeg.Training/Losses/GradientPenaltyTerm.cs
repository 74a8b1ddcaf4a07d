using PerturbSeg.Torch;
using PerturbSeg.Training.Schedules;

namespace PerturbSeg.Training.Losses;

/// <summary>λ · <see cref="GradientPenalty"/>, of the Wasserstein game.</summary>
/// <param name="Weight">λ; published: 10.</param>
public sealed record GradientPenaltyTerm(Schedule Weight) : IDiscriminatorTerm
{
    /// <inheritdoc/>
    public bool DifferentiatesPhotos => false;

    /// <inheritdoc/>
    public Tensor Loss(Judgement judgement)
    {
        ArgumentNullException.ThrowIfNull(judgement);
        using var precision = new MixedPrecision(judgement.Precision);
        Tensor mix = Tensor.Uniform(judgement.Random, judgement.SeenPhotos.Shape[0], 1, 1, 1);
        return GradientPenalty.Of(judgement.Discriminator, judgement.SeenPhotos, judgement.SeenComposites, mix);
    }
}
