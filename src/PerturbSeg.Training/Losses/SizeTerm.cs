using PerturbSeg.Torch;
using PerturbSeg.Training.Scenes;
using PerturbSeg.Training.Schedules;

namespace PerturbSeg.Training.Losses;

/// <summary>Keeps the coverage of masks between two bounds (paper, section 3.3; the upper bound is ours).</summary>
/// <param name="Weight">Its factor; published: 2.</param>
/// <param name="Smallest">η, in (0, 1).</param>
/// <param name="Largest">The largest coverage, in (0, 1].</param>
/// <param name="Logarithmic">Whether a coverage below η costs its logarithm (<see cref="MaskLosses.LogarithmicSize"/>) or as published.</param>
public sealed record SizeTerm(Schedule Weight, double Smallest, double Largest, bool Logarithmic) : IGeneratorTerm
{
    /// <inheritdoc/>
    public Tensor Loss(PaintedScenes scenes)
    {
        ArgumentNullException.ThrowIfNull(scenes);
        Tensor tooSmall = Logarithmic ? MaskLosses.LogarithmicSize(scenes.Mask, Smallest) : MaskLosses.Size(scenes.Mask, Smallest);
        return tooSmall + MaskLosses.LargestCoverage(scenes.Mask, Largest);
    }
}
