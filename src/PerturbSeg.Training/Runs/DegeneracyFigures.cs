using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Serialization;

namespace PerturbSeg.Training.Runs;

/// <summary>The figures that tell a right split from the degenerate solutions (paper, section 3.3; and seen in practice).</summary>
/// <param name="Coverage">Mean of the masks, in [0, 1]: near 0 the mask is empty, near 1 it is full.</param>
/// <param name="Indecision">Mean of min(m, 1 − m), in [0, 0.5]: high when masks are half transparent.</param>
/// <param name="LayerDifference">Mean |foreground − background| under the mask, in [0, 2]: near 0 both layers show one image.</param>
/// <param name="FrameCoverage">Mean of the masks at the frame, in [0, 1]: high when a patch of background poses as the object.</param>
/// <param name="SilhouetteOverlap">Mean IoU between masks of different latents: 1 when all scenes have one silhouette.</param>
/// <param name="LargestPiece">Mean share of a mask in its largest piece, in [0, 1]: below 1 where pieces of the surroundings came along.</param>
/// <param name="Holes">Share of the masks' silhouettes that are holes, in [0, 1]. No verdict: some objects have holes.</param>
/// <param name="Ghost">How much the backgrounds show at one place what has the silhouette of the objects (<see cref="BackgroundGhost"/>), in [0, 2].</param>
public sealed record DegeneracyFigures(
    double Coverage, double Indecision, double LayerDifference, double FrameCoverage, double SilhouetteOverlap, double LargestPiece = 1,
    double Holes = 0, double Ghost = 0)
{
    private const double EmptyCoverage = 0.02;
    private const double FullCoverage = 0.9;
    private const double UndecidedMask = 0.15;
    private const double SameLayers = 0.05;
    private const double PatchAtFrame = 0.38; // cars that fill their photos have .33, streets that came along .40 and more
    private const double InPieces = 0.95;
    private const double DecidedMask = 0.1;
    private const double OneSilhouette = 0.85;
    private const double VisibleGhost = 0.1;

    /// <summary>The figures by name, for the metrics.</summary>
    [JsonIgnore]
    public IReadOnlyList<(string Name, double Value)> Values =>
    [
        ("monitor/coverage", Coverage), ("monitor/indecision", Indecision), ("monitor/layer_difference", LayerDifference),
        ("monitor/frame_coverage", FrameCoverage), ("monitor/silhouette_overlap", SilhouetteOverlap), ("monitor/largest_piece", LargestPiece),
        ("monitor/holes", Holes), ("monitor/ghost", Ghost),
    ];

    /// <summary>What is degenerate; empty for a healthy split.</summary>
    [JsonIgnore]
    public IReadOnlyList<Degeneracy> Degeneracies
    {
        get
        {
            var found = new List<Degeneracy>();
            if (Coverage < EmptyCoverage)
                found.Add(Degeneracy.EmptyMask);
            if (Coverage > FullCoverage)
                found.Add(Degeneracy.FullMask);
            if (Indecision > UndecidedMask)
                found.Add(Degeneracy.HalfTransparentMask);
            if (LayerDifference < SameLayers)
                found.Add(Degeneracy.SameLayers);
            if (FrameCoverage > PatchAtFrame)
                found.Add(Degeneracy.PatchAtFrame);
            if (LargestPiece < InPieces && Indecision <= UndecidedMask) // an undecided mask has no pieces yet
                found.Add(Degeneracy.MaskInPieces);
            return found;
        }
    }

    /// <summary>Whether the split is one that a training may build on: nothing degenerate, and masks decided.</summary>
    [JsonIgnore]
    public bool IsSettled => Degeneracies.Count == 0 && Indecision < DecidedMask;

    /// <summary><see cref="Degeneracies"/> in words, a sentence each.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Verdicts => [.. Degeneracies.Select(Describe)];

    /// <summary>What is not as it should be and no reason to give a training up, a sentence each: one silhouette for all scenes, a ghost in the background.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Warnings
    {
        get
        {
            var warnings = new List<string>();
            if (SilhouetteOverlap > OneSilhouette && Degeneracies.Count == 0)
                warnings.Add(string.Create(CultureInfo.InvariantCulture, $"All scenes have nearly one silhouette (overlap {SilhouetteOverlap:0.000}; objects in photos have about 0.4 to 0.6: 'perturbseg fit' tells that of their masks)."));
            if (Ghost > VisibleGhost)
                warnings.Add(string.Create(CultureInfo.InvariantCulture, $"A ghost of the object may stand in the background layer (contrast {Ghost:0.000})."));
            return warnings;
        }
    }

    private string Describe(Degeneracy degeneracy) => degeneracy switch
    {
        Degeneracy.EmptyMask => $"The mask is empty (coverage {Coverage:0.000}): everything is painted in the background layer.",
        Degeneracy.FullMask => $"The mask is full (coverage {Coverage:0.000}): everything is painted in the foreground layer.",
        Degeneracy.HalfTransparentMask => $"The mask is half transparent (mean distance to 0 or 1 is {Indecision:0.000}).",
        Degeneracy.SameLayers => $"Both layers show the same image under the mask (difference {LayerDifference:0.000}): the mask means nothing.",
        Degeneracy.PatchAtFrame => $"The mask reaches the frame (coverage there {FrameCoverage:0.000}): a patch of background may pose as the object.",
        Degeneracy.MaskInPieces => $"The mask is in pieces (the largest is {LargestPiece:0.000} of it): parts of the surroundings came along.",
        _ => throw new UnreachableException(),
    };

    /// <summary>The figures as they were logged.</summary>
    /// <param name="logged">Values by the names of <see cref="Values"/>.</param>
    /// <returns>Null where the first of them are missing; logs of earlier versions lack the last ones.</returns>
    public static DegeneracyFigures? FromLog(IReadOnlyDictionary<string, double> logged)
    {
        ArgumentNullException.ThrowIfNull(logged);
        double[] values = [.. new DegeneracyFigures(0, 0, 0, 0, 0).Values.TakeWhile(figure => logged.ContainsKey(figure.Name)).Select(figure => logged[figure.Name])];
        return Of(values);
    }

    /// <summary>The figures as a text that gives the same numbers back.</summary>
    internal string ToText() => string.Join(' ', Values.Select(figure => figure.Value.ToString("R", CultureInfo.InvariantCulture)));

    /// <summary>The figures of a text, or null where it is none that <see cref="ToText"/> wrote; older texts lack the last ones.</summary>
    internal static DegeneracyFigures? FromText(string text)
        => Of([.. text.Split(' ').Select(part => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : double.NaN)]);

    // In the order of the names; null where too few are known, or one is no number.
    private static DegeneracyFigures? Of(double[] values)
        => values.Length is >= 5 and <= 8 && values.All(double.IsFinite)
            ? new DegeneracyFigures(values[0], values[1], values[2], values[3], values[4], values.Length > 5 ? values[5] : 1, values.Length > 6 ? values[6] : 0, values.Length > 7 ? values[7] : 0)
            : null;
}
