using System.Text.Json;
using System.Text.Json.Serialization;
using PerturbSeg.Masks;

namespace PerturbSeg.Metrics;

/// <summary>What the masks that a generator paints say of it, without any label. Ours, but where a source is named.</summary>
public sealed record GeneratedMaskQuality
{
    /// <summary>How many scenes were painted.</summary>
    [JsonPropertyName("scenes")]
    public required int Scenes { get; init; }

    /// <summary>The mean of each mask, the quantity that the size loss bounds from below: near 0 masks are empty, near 1 full.</summary>
    [JsonPropertyName("coverage")]
    public required Distribution Coverage { get; init; }

    /// <summary>Share of the masks without a pixel from one half on, in [0, 1].</summary>
    [JsonPropertyName("empty")]
    public required double Empty { get; init; }

    /// <summary>The mean of |2m − 1| over all pixels, in [0, 1]: 1 when every pixel is decided, 0 when all are one half.</summary>
    [JsonPropertyName("binarity")]
    public required double Binarity { get; init; }

    /// <summary>The share of each object in its largest piece: see <see cref="LargestComponent"/>; null when all masks are empty.</summary>
    [JsonPropertyName("connectedness")]
    public required Distribution? Connectedness { get; init; }

    /// <summary>How alike the masks are: see <see cref="MaskDiversity"/>. Near 1 the generator knows one silhouette.</summary>
    [JsonPropertyName("silhouette_overlap")]
    public required double SilhouetteOverlap { get; init; }

    /// <summary>The same of the masks that the run's segmenter found in photos when it was fitted; null where it saw none.</summary>
    [JsonPropertyName("photo_silhouette_overlap")]
    public double? PhotoSilhouetteOverlap { get; init; }

    /// <summary>
    /// <see cref="Iou"/> between the mask a scene was painted with and the mask that the run's segmenter finds in its composite, perturbed as
    /// in training; null where no segmenter was fitted. Low when the mask cannot be told from the picture, as when both layers show one image.
    /// </summary>
    [JsonPropertyName("agreement")]
    public required Distribution? Agreement { get; init; }

    /// <summary>The quality as one line of JSON.</summary>
    /// <returns>One JSON object.</returns>
    public string ToJson() => JsonSerializer.Serialize(this, EvaluationJson.Default.GeneratedMaskQuality);
}
