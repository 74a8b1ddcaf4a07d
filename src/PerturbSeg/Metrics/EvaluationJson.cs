using System.Text.Json.Serialization;

namespace PerturbSeg.Metrics;

/// <summary>Serialisers made when building, so that a trimmed program can write results too.</summary>
[JsonSourceGenerationOptions(RespectNullableAnnotations = true)]
[JsonSerializable(typeof(EvaluationResult))]
[JsonSerializable(typeof(GeneratedMaskQuality))]
internal sealed partial class EvaluationJson : JsonSerializerContext;
