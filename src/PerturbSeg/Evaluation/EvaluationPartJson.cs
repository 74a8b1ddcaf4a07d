using System.Text.Json.Serialization;

namespace PerturbSeg.Evaluation;

/// <summary>Serialisers made when building, so that a trimmed program can write parts too.</summary>
[JsonSourceGenerationOptions(RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(EvaluationPart))]
internal sealed partial class EvaluationPartJson : JsonSerializerContext;
