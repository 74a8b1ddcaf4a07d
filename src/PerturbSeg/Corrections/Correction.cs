using System.Globalization;
using System.Text.Json.Serialization;

namespace PerturbSeg.Corrections;

/// <summary>A decision on the mask of a photo, as its JSON file has it.</summary>
public sealed record Correction
{
    /// <summary>The photo's name in the list, with its ending and '/' between folders; where several folders are named, with its own in front.</summary>
    [JsonPropertyName("photo")]
    public required string Photo { get; init; }

    /// <summary>What was decided.</summary>
    [JsonPropertyName("decision")]
    public required CorrectionDecision Decision { get; init; }

    /// <summary>What tells the photo's file from others of its name (<see cref="Files.FileDigest"/>); null in decisions of before 0.3.</summary>
    [JsonPropertyName("sha256")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Digest { get; init; }

    /// <summary>The photo's width in pixels.</summary>
    [JsonPropertyName("width")]
    public required int Width { get; init; }

    /// <summary>The photo's height in pixels.</summary>
    [JsonPropertyName("height")]
    public required int Height { get; init; }

    /// <summary>When, UTC.</summary>
    [JsonPropertyName("decided")]
    public required DateTime Decided { get; init; }

    /// <summary>How often it was decided, from 1 where there was no decision or it was taken back.</summary>
    [JsonPropertyName("version")]
    public required int Version { get; init; }

    /// <summary>Tells this decision from any other on the photo: who wants to change it names the one that was seen.</summary>
    [JsonIgnore]
    public string Mark => string.Create(CultureInfo.InvariantCulture, $"{Version}-{Decided.Ticks}");

    /// <summary>Whether it is of this photo, and not of another one of the same name.</summary>
    /// <param name="digest">The photo's own.</param>
    public bool IsOf(string digest) => Digest is null || Digest == digest;
}
