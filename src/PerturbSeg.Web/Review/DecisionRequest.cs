using System.Text.Json.Serialization;
using PerturbSeg.Corrections;

namespace PerturbSeg.Web.Review;

/// <summary>What the page sends of a photo that was looked at.</summary>
/// <param name="Decision">Null takes a decision back.</param>
/// <param name="Version">The <see cref="Correction.Mark"/> of the decision that was seen; "0" for none.</param>
/// <param name="Mask">The mask that was accepted or mended, as it was seen: a PNG in base64, of the photo's size.</param>
/// <param name="Digest">That of the photo that was seen, as the list tells it; null takes the photo of that number, whichever it is.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record DecisionRequest(
    [property: JsonPropertyName("decision"), JsonRequired] CorrectionDecision? Decision,
    [property: JsonPropertyName("version")] string? Version,
    [property: JsonPropertyName("mask")] string? Mask,
    [property: JsonPropertyName("digest")] string? Digest);
