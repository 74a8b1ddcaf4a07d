using System.Text.Json.Serialization;

namespace PerturbSeg.Training;

/// <summary>How settings are written as JSON.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UseStringEnumConverter = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(TrainingOptions))]
[JsonSerializable(typeof(RunConfiguration))]
internal sealed partial class TrainingJson : JsonSerializerContext
{
}
