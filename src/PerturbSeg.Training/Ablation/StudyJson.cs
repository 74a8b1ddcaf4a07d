using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Training.Ablation;

/// <summary>How studies, plans and results are written as JSON.</summary>
internal static class StudyJson
{
    /// <summary>As settings are written; figures that are no number are kept as words.</summary>
    public static JsonSerializerOptions Options { get; } = new(TrainingJson.Options)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
