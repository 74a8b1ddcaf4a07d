using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.Supervision;

/// <summary>What the next attempt does otherwise than the one that was lost: another seed, and more of what acts against its degeneracy.</summary>
public static class Remedy
{
    private const double LargestShift = 0.25;
    private const double PublishedShift = 0.125;
    private const double LargestTint = 0.6;

    /// <summary>The settings of the next attempt.</summary>
    /// <param name="lost">Those of the lost attempt.</param>
    /// <param name="degeneracies">What was wrong with it.</param>
    /// <returns>Valid settings for the same networks.</returns>
    public static TrainingOptions For(TrainingOptions lost, IEnumerable<Degeneracy> degeneracies)
    {
        ArgumentNullException.ThrowIfNull(lost);
        ArgumentNullException.ThrowIfNull(degeneracies);
        return degeneracies.Aggregate(lost with { Seed = lost.Seed + 1 }, Strengthen);
    }

    private static TrainingOptions Strengthen(TrainingOptions options, Degeneracy degeneracy) => degeneracy switch
    {
        Degeneracy.PatchAtFrame => options with { FrameWeight = Math.Max(0.5, 2 * options.FrameWeight), Shift = Larger(options.Shift) },
        Degeneracy.HalfTransparentMask => options with { BinaryWeight = Math.Max(1, 1.5 * options.BinaryWeight) },
        Degeneracy.EmptyMask => options with { SizeWeight = Math.Max(1, 2 * options.SizeWeight) },
        Degeneracy.FullMask => options with { SizeWeight = Math.Max(1, 2 * options.SizeWeight), FrameWeight = Math.Max(0.5, 2 * options.FrameWeight) },
        Degeneracy.SameLayers => options with { Tint = Math.Max(options.Tint, Math.Min(LargestTint, options.Tint + 0.2)) },
        Degeneracy.MaskInPieces => options with { Shift = Larger(options.Shift), SideWeight = Math.Max(0.5, 1.5 * options.SideWeight) },
        _ => throw new ArgumentOutOfRangeException(nameof(degeneracy), degeneracy, null),
    };

    private static double Larger(double shift) => Math.Max(shift, Math.Clamp(1.5 * shift, PublishedShift, LargestShift));
}
