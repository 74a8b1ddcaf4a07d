using PerturbSeg.Training.Losses;
using PerturbSeg.Training.Scenes;

namespace PerturbSeg.Training.Settings;

/// <summary>The terms that settings ask for.</summary>
public static class LossTerms
{
    /// <summary>What keeps the discriminator's slope in bounds.</summary>
    /// <param name="options">The settings.</param>
    public static IDiscriminatorTerm Penalty(TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Game == AdversarialGame.Wasserstein
            ? new UnitSlopeTerm(options.GradientPenaltyWeight)
            : new SlopeTerm(options.R1Gamma, options.R1Interval);
    }

    /// <summary>What keeps masks between the bounds of their size.</summary>
    /// <param name="options">The settings.</param>
    public static IGeneratorTerm Size(TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new SizeTerm(options.SizeWeight, options.Bounds, options.LogarithmicSize);
    }

    /// <summary>What keeps masks decided.</summary>
    /// <param name="options">The settings.</param>
    public static IGeneratorTerm Binary(TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new MaskTerm(options.BinaryWeight, MaskLosses.Binary);
    }

    /// <summary>The other terms of the generator's loss, in the order they are summed; those without a weight at a step take no time in it.</summary>
    /// <param name="options">The settings.</param>
    public static IReadOnlyList<IGeneratorTerm> Others(TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        IGeneratorTerm[] terms =
        [
            new MaskTerm(options.FrameWeight, MaskLosses.Frame),
            new MaskTerm(options.SideWeight, MaskLosses.Sides),
            new MaskTerm(options.HoleWeight, MaskLosses.Holes),
            new MaskTerm(options.PieceWeight, MaskLosses.Pieces),
            new IndependenceTerm(options.IndependenceWeight),
            new OverlapTerm(options.OverlapWeight, options.LargestOverlap),
        ];
        return [.. terms.Where(term => !term.Weight.IsOff)];
    }
}
