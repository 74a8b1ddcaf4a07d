using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using PerturbSeg.Files;

namespace PerturbSeg.Training.Settings;

/// <summary>How settings are written as JSON.</summary>
/// <remarks>
/// By reflection: what a source generator makes sets init-only properties that the text leaves out to zero instead of their defaults.
/// </remarks>
internal static class TrainingJson
{
    /// <summary>Snake case, indented; a name that is no setting is refused, a setting left out has its default, one that is null is refused.</summary>
    public static JsonSerializerOptions Options { get; } = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    /// <summary>An object as it was written.</summary>
    /// <param name="json">The text.</param>
    /// <exception cref="JsonException">It is no JSON object, says something twice, or has a list with a null.</exception>
    public static JsonObject ReadObject(string json)
        => JsonNode.Parse(ListedNulls.Refuse(json), documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }) as JsonObject
            ?? throw new JsonException("It is no JSON object.");
}
