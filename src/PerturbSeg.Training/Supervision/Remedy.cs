using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Schedules;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.Supervision;

/// <summary>What the next attempt does otherwise than the one that was lost: more of what acts against its degeneracy.</summary>
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
        TrainingOptions mended = degeneracies.Aggregate(lost, Strengthen);
        return lost.Perturbations().Count > 0 ? mended : mended.WithoutPerturbations(); // as was asked for
    }

    private static TrainingOptions Strengthen(TrainingOptions options, Degeneracy degeneracy) => degeneracy switch
    {
        Degeneracy.PatchAtFrame => options with { FrameWeight = options.FrameWeight.Map(weight => Math.Max(0.5, 2 * weight)), Shift = Larger(options.Shift) },
        Degeneracy.HalfTransparentMask => options with { BinaryWeight = options.BinaryWeight.Map(weight => Math.Max(1, 1.5 * weight)) },
        Degeneracy.EmptyMask => options with { SizeWeight = options.SizeWeight.Map(weight => Math.Max(1, 2 * weight)) },
        Degeneracy.FullMask => options with { SizeWeight = options.SizeWeight.Map(weight => Math.Max(1, 2 * weight)), FrameWeight = options.FrameWeight.Map(weight => Math.Max(0.5, 2 * weight)) },
        Degeneracy.SameLayers => options with { Tint = options.Tint.Map(tint => Math.Max(tint, Math.Min(LargestTint, tint + 0.2))) },
        Degeneracy.MaskInPieces => options with
        {
            Shift = Larger(options.Shift),
            SideWeight = options.SideWeight.Map(weight => Math.Max(0.5, 1.5 * weight)),
            PieceWeight = options.PieceWeight.Largest > 0 ? options.PieceWeight.Map(weight => 1.5 * weight) : Presets.Small.PieceWeight,
        },
        _ => throw new ArgumentOutOfRangeException(nameof(degeneracy), degeneracy, null),
    };

    // A shift that fades keeps its course.
    private static Schedule Larger(Schedule shift)
    {
        double largest = shift.Largest, wanted = Math.Max(largest, Math.Clamp(1.5 * largest, PublishedShift, LargestShift));
        return largest > 0 ? shift.Map(value => value * wanted / largest) : wanted;
    }
}
