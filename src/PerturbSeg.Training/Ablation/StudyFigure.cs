using System.Globalization;

namespace PerturbSeg.Training.Ablation;

/// <summary>A figure of a run: a column of the table and of the file of figures.</summary>
/// <param name="Title">Its name for people.</param>
/// <param name="Key">Its name for programs.</param>
/// <param name="Of">The figure; null where the run has none.</param>
public sealed record StudyFigure(string Title, string Key, Func<RunResult, double?> Of)
{
    /// <summary>The figures of the table, from left to right.</summary>
    /// <param name="plan">Says what runs are scored on.</param>
    public static IReadOnlyList<StudyFigure> InTable(StudyPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return
        [
            new($"Fréchet distance ({plan.FeaturesName})", "frechet_distance", result => result.FrechetDistance),
            .. plan.ScoreNames.SelectMany(name => Scores(name, plan.ScoreNames.Count > 1 ? $" {name}" : string.Empty)),
            new("Coverage", "coverage", result => result.Figures?.Coverage),
            new("In one piece", "in_one_piece", result => result.Masks?.Connectedness?.Mean),
            new("Agreement", "agreement", result => result.Masks?.Agreement?.Mean),
            new("Silhouette overlap", "silhouette_overlap", result => result.Figures?.SilhouetteOverlap),
            new("Self-agreement", "self_agreement", result => result.Consistency?.SelfAgreement),
        ];
    }

    /// <summary>All figures.</summary>
    /// <param name="plan">Says what runs are scored on.</param>
    public static IReadOnlyList<StudyFigure> All(StudyPlan plan) =>
    [
        .. InTable(plan),
        new("Indecision", "indecision", result => result.Figures?.Indecision),
        new("Layer difference", "layer_difference", result => result.Figures?.LayerDifference),
        new("Frame coverage", "frame_coverage", result => result.Figures?.FrameCoverage),
        new("Largest piece", "largest_piece", result => result.Figures?.LargestPiece),
        new("Holes", "holes", result => result.Figures?.Holes),
        new("Ghost", "ghost", result => result.Figures?.Ghost),
        new("Silhouette overlap in photos", "photo_silhouette_overlap", result => result.Consistency?.SilhouetteOverlap),
        new("Rollbacks", "rollbacks", result => result.Rollbacks),
    ];

    /// <summary>A figure with three digits after the point.</summary>
    internal static string Text(double figure) => figure.ToString("0.000", CultureInfo.InvariantCulture);

    private static StudyFigure[] Scores(string name, string suffix) =>
    [
        new($"IoU{suffix}, data set", $"iou_dataset{KeyOf(suffix)}", result => result.Scores.GetValueOrDefault(name)?.IouDataset),
        new($"IoU{suffix}, photo", $"iou_photo_mean{KeyOf(suffix)}", result => result.Scores.GetValueOrDefault(name)?.IouPhotoMean),
    ];

    private static string KeyOf(string suffix) => suffix.Replace(' ', '_');
}
