using PerturbSeg.Torch;
using PerturbSeg.Training.Schedules;

namespace PerturbSeg.Training.Losses;

/// <summary>A term of the discriminator's loss beside what it plays for.</summary>
public interface IDiscriminatorTerm
{
    /// <summary>The factor on the term; where it comes every so many steps, for those.</summary>
    Schedule Weight { get; }

    /// <summary>Steps from one time to the next, from 1.</summary>
    int Interval => 1;

    /// <summary>Whether the term needs the slopes of logits at photos.</summary>
    bool DifferentiatesPhotos { get; }

    /// <summary>The unweighted term: [], differentiable.</summary>
    /// <param name="judgement">What the discriminator saw and said.</param>
    Tensor Loss(Judgement judgement);
}
