using PerturbSeg.Torch;
using PerturbSeg.Training.Schedules;

namespace PerturbSeg.Training.Losses;

/// <summary>
/// (<see cref="PathLength"/> − its running mean)², every so many steps and as many times as strong, of scenes of its own: half as many as a step has, as
/// published (Karras et al., CVPR 2020, sections 3.1 and 3.2).
/// </summary>
/// <param name="Factor">Its factor, for every step.</param>
/// <param name="Interval">Steps from one time to the next, from 1.</param>
/// <param name="Mean">The running mean, which each time moves.</param>
/// <param name="Paint">Paints so many scenes: composites [N, 3, R, R] in [−1, 1], and the styles that they are of, [N, styleSize] each.</param>
/// <param name="Random">Draws the directions.</param>
public sealed record PathLengthTerm(
    double Factor, int Interval, PathLengthMean Mean, Func<long, (Tensor Composites, Tensor[] Styles)> Paint, RandomGenerator Random) : IGeneratorTerm
{
    /// <inheritdoc/>
    public string Name => "path_length/loss";

    /// <inheritdoc/>
    public Schedule Weight => Factor * Interval;

    /// <inheritdoc/>
    public Tensor Loss(PaintedScenes scenes)
    {
        ArgumentNullException.ThrowIfNull(scenes);
        (Tensor composites, Tensor[] styles) = Paint(Math.Max(1, scenes.Painted.Count / 2));
        Tensor lengths = PathLength.Of(composites, styles, Tensor.Normal(Random, composites.Shape.ToArray()));
        Mean.Observe(scenes.Painted.Batch.Mean(lengths.Mean().Detach()).Item());
        return (lengths - Mean.Value).Square().Mean();
    }
}
