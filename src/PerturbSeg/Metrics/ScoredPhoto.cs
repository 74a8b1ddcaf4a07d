using System.Text.Json.Serialization;

namespace PerturbSeg.Metrics;

/// <summary>What a <see cref="MaskEvaluation"/> keeps of a photo: all that its scores, and the figures of many photos, are made of.</summary>
/// <param name="Photo">What it is called.</param>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
/// <param name="TruePositives">As in <see cref="ConfusionCounts"/>.</param>
/// <param name="FalsePositives">As there.</param>
/// <param name="FalseNegatives">As there.</param>
/// <param name="TrueNegatives">As there.</param>
/// <param name="BoundaryF">The <see cref="Metrics.BoundaryF"/>.</param>
/// <param name="Doubt">How doubtful the mask was found; null where it was not judged.</param>
internal sealed record ScoredPhoto(
    string Photo, int Width, int Height, long TruePositives, long FalsePositives, long FalseNegatives, long TrueNegatives, double BoundaryF, double? Doubt)
{
    /// <summary>How the pixels of the mask fall against the true one.</summary>
    [JsonIgnore]
    public ConfusionCounts Counts => new(TruePositives, FalsePositives, FalseNegatives, TrueNegatives);

    /// <summary>Whether it has pixels to score: all may be ignored.</summary>
    [JsonIgnore]
    public bool IsScored => Counts.Pixels > 0;

    /// <summary>The scores.</summary>
    [JsonIgnore]
    public PhotoScore Score => PhotoScore.From(Photo, Width, Height, Counts, BoundaryF) with { Doubt = Doubt };

    /// <summary>Whether it can have come of two masks.</summary>
    [JsonIgnore]
    public bool IsSound
        => Width > 0 && Height > 0 && TruePositives >= 0 && FalsePositives >= 0 && FalseNegatives >= 0 && TrueNegatives >= 0
            && Counts.Pixels >= 0 && Counts.Pixels <= (long)Width * Height && double.IsFinite(BoundaryF) && double.IsFinite(Doubt ?? 0);
}
