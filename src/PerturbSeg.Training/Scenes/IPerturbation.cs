using PerturbSeg.Torch;

namespace PerturbSeg.Training.Scenes;

/// <summary>
/// A random change of layers that a right split into object and background survives and a wrong one does not (paper, section 3.2).
/// </summary>
public interface IPerturbation
{
    /// <summary>Changes every scene on its own; differentiable.</summary>
    /// <param name="layers">As painted, or as an earlier perturbation left them.</param>
    /// <param name="random">Draws the changes.</param>
    Layers Apply(Layers layers, RandomGenerator random);
}
