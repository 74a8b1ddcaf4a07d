using PerturbSeg.Training.Losses;
using PerturbSeg.Training.Scenes;

namespace PerturbSeg.Training.Settings;

/// <summary>The terms of both losses that settings ask for.</summary>
public static class LossTerms
{
    /// <summary>The name of the binary term in the logs.</summary>
    public const string BinaryName = "mask/binary_loss";

    /// <summary>What keeps the discriminator's slope in bounds.</summary>
    /// <param name="options">The settings.</param>
    public static IDiscriminatorTerm OfDiscriminator(TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Game == AdversarialGame.Wasserstein
            ? new GradientPenaltyTerm(options.GradientPenaltyWeight)
            : new R1Term(options.R1Gamma, options.R1Interval);
    }

    /// <summary>The terms of the generator's loss that need nothing but what a step painted, in the order they are summed.</summary>
    /// <param name="options">The settings.</param>
    public static IReadOnlyList<IGeneratorTerm> OfGenerator(TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        IGeneratorTerm[] terms =
        [
            new SizeTerm(options.SizeWeight, options.Bounds, options.LogarithmicSize),
            new MaskTerm(BinaryName, options.BinaryWeight, MaskLosses.Binary),
            new MaskTerm("mask/frame_loss", options.FrameWeight, MaskLosses.Frame),
            new MaskTerm("mask/side_loss", options.SideWeight, MaskLosses.Sides),
            new MaskTerm("mask/hole_loss", options.HoleWeight, MaskLosses.Holes),
            new MaskTerm("mask/piece_loss", options.PieceWeight, MaskLosses.Pieces),
            new IndependenceTerm(options.IndependenceWeight),
            new OverlapTerm(options.OverlapWeight, options.LargestOverlap),
        ];
        return [.. terms.Where(term => !term.Weight.IsOff)];
    }
}
