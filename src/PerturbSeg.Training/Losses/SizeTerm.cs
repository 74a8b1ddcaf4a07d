using PerturbSeg.Torch;
using PerturbSeg.Training.Collectives;
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
    /// <inheritdoc/>
    public string Name => "mask/size_loss";

    /// <inheritdoc/>
    public Tensor Loss(PaintedScenes scenes)
    {
        ArgumentNullException.ThrowIfNull(scenes);
        Tensor mask = scenes.Mask;
        CoverageBounds[] bounds = BoundsOf(mask, scenes.Painted.Batch);
        Tensor smallest = Column(bounds.Select(bound => bound.Smallest)), largest = Column(bounds.Select(bound => bound.Largest));
        Tensor tooSmall = Logarithmic ? MaskLosses.LogarithmicSize(mask, smallest) : MaskLosses.Size(mask, smallest);
        return tooSmall + MaskLosses.LargestCoverage(mask, largest);

        Tensor Column(IEnumerable<double> values)
            => Tensor.From<float>([.. values.Select(value => (float)value)], [bounds.Length], mask.Device);
    }

    // Those of each scene of the share, by the place of its coverage among all of the batch.
    private CoverageBounds[] BoundsOf(Tensor mask, BatchShare batch)
    {
        CoverageBounds[] kinds = [.. Bounds.OrderBy(bounds => bounds.Smallest)];
        if (kinds.Length == 1)
            return [.. Enumerable.Repeat(kinds[0], (int)mask.Shape[0])];
        float[] coverage = batch.Gather(MaskLosses.Coverage(mask).Detach().To(ScalarType.Float32)).ToArray<float>();
        int count = coverage.Length;
        int[] ordered = [.. Enumerable.Range(0, count).OrderBy(scene => coverage[scene])];
        var bounds = new CoverageBounds[count];
        for (int place = 0; place < count; place++)
            bounds[ordered[place]] = kinds[place * kinds.Length / count];
        return [.. bounds.Where((_, scene) => scene % batch.Size == batch.Rank)];
    }
}
