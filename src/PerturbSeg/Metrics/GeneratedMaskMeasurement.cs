using PerturbSeg.Masks;

namespace PerturbSeg.Metrics;

/// <summary>Gathers what <see cref="GeneratedMaskQuality"/> says, one batch of scenes after another. Masks are kept until the end.</summary>
/// <param name="side">Side of the square masks in pixels, at least 1.</param>
public sealed class GeneratedMaskMeasurement(int side)
{
    private readonly List<float> _masks = [];
    private readonly List<double> _coverage = [];
    private readonly List<double> _connectedness = [];
    private readonly List<double> _agreement = [];
    private double _decision;

    private int Area => side * side;

    /// <summary>Adds masks as they were painted.</summary>
    /// <param name="masks">[N, 1, side, side], in [0, 1].</param>
    /// <exception cref="ArgumentException">The length is no whole number of masks.</exception>
    public void Add(ReadOnlySpan<float> masks)
    {
        int count = Count(masks.Length);
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<float> mask = masks.Slice(i * Area, Area);
            double sum = 0;
            foreach (float value in mask)
            {
                double bounded = value > 0 ? Math.Min(value, 1.0) : 0; // NaN, which a diverged network gives, is background
                sum += bounded;
                _decision += Math.Abs((2 * bounded) - 1);
            }

            _coverage.Add(sum / Area);
            if (LargestComponent.Share(mask, side) is { } share)
                _connectedness.Add(share);
        }

        _masks.AddRange(masks);
    }

    /// <summary>Adds masks that were painted, and those found in the composites.</summary>
    /// <param name="painted">[N, 1, side, side], in [0, 1].</param>
    /// <param name="found">The same shape, in [0, 1].</param>
    /// <exception cref="ArgumentException">The lengths differ, or are no whole number of masks.</exception>
    public void AddAgreement(ReadOnlySpan<float> painted, ReadOnlySpan<float> found)
    {
        int count = Count(painted.Length);
        if (found.Length != painted.Length)
            throw new ArgumentException($"Expected {painted.Length} values, as many as were painted, got {found.Length}.", nameof(found));
        byte[] truth = new byte[Area];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<float> mask = painted.Slice(i * Area, Area);
            for (int pixel = 0; pixel < truth.Length; pixel++)
                truth[pixel] = BinaryMask.IsObject(mask[pixel]) ? byte.MaxValue : byte.MinValue;
            _agreement.Add(Iou.Of(ConfusionCounts.Of(found.Slice(i * Area, Area), truth)));
        }
    }

    /// <summary>The quality of the masks added so far.</summary>
    /// <returns>The quality.</returns>
    /// <exception cref="InvalidOperationException">There are fewer than two masks.</exception>
    public GeneratedMaskQuality Result()
    {
        int scenes = _coverage.Count;
        if (scenes < 2)
            throw new InvalidOperationException("The quality of masks needs at least two of them.");
        return new GeneratedMaskQuality
        {
            Scenes = scenes,
            Coverage = Distribution.Of(_coverage),
            Empty = (double)(scenes - _connectedness.Count) / scenes,
            Binarity = _decision / _masks.Count,
            Connectedness = _connectedness.Count == 0 ? null : Distribution.Of(_connectedness),
            SilhouetteOverlap = MaskDiversity.MeanPairwiseIou(_masks.ToArray(), scenes),
            Agreement = _agreement.Count == 0 ? null : Distribution.Of(_agreement),
        };
    }

    private int Count(int length) => length % Area == 0
        ? length / Area
        : throw new ArgumentException($"Expected whole masks of {side} × {side} pixels, got {length} values.");
}
