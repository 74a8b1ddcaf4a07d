using PerturbSeg.Torch;
using PerturbSeg.Training.Schedules;

namespace PerturbSeg.Training.Losses;

/// <summary>
/// γ/2 · <see cref="R1Penalty"/>, every so many steps and as many times as strong (lazy regularisation: Karras et al., CVPR 2020, section 3.1).
/// </summary>
/// <param name="Gamma">γ.</param>
/// <param name="Interval">Steps from one time to the next, from 1.</param>
public sealed record R1Term(Schedule Gamma, int Interval) : IDiscriminatorTerm
{
    /// <inheritdoc/>
    public Schedule Weight => Gamma.Map(gamma => gamma / 2 * Interval);

    /// <inheritdoc/>
    public bool DifferentiatesPhotos => true;

    /// <inheritdoc/>
    public Tensor Loss(Judgement judgement)
    {
        ArgumentNullException.ThrowIfNull(judgement);
        return R1Penalty.SquaredSlope(judgement.Photos, judgement.PhotoLogits);
    }
}
