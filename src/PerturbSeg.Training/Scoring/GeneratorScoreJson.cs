using System.Text.Json.Serialization;

namespace PerturbSeg.Training.Scoring;

/// <summary>Serialisers made when building, so that a trimmed program can write scores too.</summary>
[JsonSerializable(typeof(GeneratorScore))]
internal sealed partial class GeneratorScoreJson : JsonSerializerContext;
