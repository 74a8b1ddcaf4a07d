using PerturbSeg.Torch;
using PerturbSeg.Training.Scenes;
using PerturbSeg.Training.Schedules;

namespace PerturbSeg.Training.Losses;

/// <summary>
/// Keeps the coverage of masks between two bounds (paper, section 3.3; the upper bound is ours). Of several kinds of objects, which nobody tells
/// apart, each has the same share of the scenes: the smallest masks of a batch keep the bounds of the smallest kind, and so on up. Ours.
/// </summary>
/// <param name="Weight">Its factor; published: 2.</param>
/// <param name="Bounds">Of each kind, in any order.</param>
/// <param name="Logarithmic">Whether a coverage below η costs its logarithm (<see cref="MaskLosses.LogarithmicSize(Tensor, Tensor)"/>) or as published.</param>
public sealed record SizeTerm(Schedule Weight, IReadOnlyList<CoverageBounds> Bounds, bool Logarithmic) : IGeneratorTerm
{
    private readonly CoverageBounds[] _kinds = [.. Bounds.OrderBy(bounds => bounds.Smallest)];

    /// <inheritdoc/>
    public Tensor Loss(PaintedScenes scenes)
    {
        ArgumentNullException.ThrowIfNull(scenes);
        Tensor mask = scenes.Mask;
        CoverageBounds[] bounds = BoundsOf(mask);
        Tensor smallest = Column(bounds.Select(bound => bound.Smallest)), largest = Column(bounds.Select(bound => bound.Largest));
        Tensor tooSmall = Logarithmic ? MaskLosses.LogarithmicSize(mask, smallest) : MaskLosses.Size(mask, smallest);
        return tooSmall + MaskLosses.LargestCoverage(mask, largest);

        Tensor Column(IEnumerable<double> values)
            => Tensor.From<float>([.. values.Select(value => (float)value)], [bounds.Length], mask.Device);
    }

    // Those of each scene, by the rank of its coverage.
    private CoverageBounds[] BoundsOf(Tensor mask)
    {
        int count = (int)mask.Shape[0];
        if (_kinds.Length == 1)
            return [.. Enumerable.Repeat(_kinds[0], count)];
        float[] coverage = MaskLosses.Coverage(mask).Detach().To(ScalarType.Float32).ToArray<float>();
        int[] ranked = [.. Enumerable.Range(0, count).OrderBy(scene => coverage[scene])];
        var bounds = new CoverageBounds[count];
        for (int rank = 0; rank < count; rank++)
            bounds[ranked[rank]] = _kinds[rank * _kinds.Length / count];
        return bounds;
    }
}
