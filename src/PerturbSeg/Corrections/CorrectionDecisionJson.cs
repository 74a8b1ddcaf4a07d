using System.Text.Json.Serialization;

namespace PerturbSeg.Corrections;

/// <summary>Decisions as words; a number is none.</summary>
internal sealed class CorrectionDecisionJson() : JsonStringEnumConverter<CorrectionDecision>(namingPolicy: null, allowIntegerValues: false);
