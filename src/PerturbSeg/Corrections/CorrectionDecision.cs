using System.Text.Json.Serialization;

namespace PerturbSeg.Corrections;

/// <summary>What somebody who looked at a mask said of it.</summary>
[JsonConverter(typeof(CorrectionDecisionJson))]
public enum CorrectionDecision
{
    /// <summary>It is right.</summary>
    [JsonStringEnumMemberName("accepted")]
    Accepted,

    /// <summary>It is wrong, and was not mended.</summary>
    [JsonStringEnumMemberName("rejected")]
    Rejected,

    /// <summary>It was wrong, and was mended.</summary>
    [JsonStringEnumMemberName("mended")]
    Mended,
}
