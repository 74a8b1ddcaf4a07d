using PerturbSeg.Torch;
using PerturbSeg.Training.Schedules;

namespace PerturbSeg.Training.Losses;

/// <summary>A term of the generator's loss beside what it plays for.</summary>
public interface IGeneratorTerm
{
    /// <summary>Its name in the logs: a group of curves, a slash, and the term.</summary>
    string Name { get; }

    /// <summary>The factor on the term; where it comes every so many steps, for those. At 0 the term is not computed.</summary>
    Schedule Weight { get; }

    /// <summary>Steps from one time to the next, from 1.</summary>
    int Interval => 1;

    /// <summary>The unweighted term: [], differentiable.</summary>
    /// <param name="scenes">What the step painted.</param>
    Tensor Loss(PaintedScenes scenes);
}
