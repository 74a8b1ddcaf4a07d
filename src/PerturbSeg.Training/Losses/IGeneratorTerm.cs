using PerturbSeg.Torch;
using PerturbSeg.Training.Schedules;

namespace PerturbSeg.Training.Losses;

/// <summary>A term of the generator's loss beside what it plays for.</summary>
public interface IGeneratorTerm
{
    /// <summary>The factor on the term.</summary>
    Schedule Weight { get; }

    /// <summary>The unweighted term: [], differentiable.</summary>
    /// <param name="scenes">What the step painted.</param>
    Tensor Loss(PaintedScenes scenes);
}
