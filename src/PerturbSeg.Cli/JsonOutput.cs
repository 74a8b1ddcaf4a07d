using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PerturbSeg.Cli;

/// <summary>The <c>--json</c> option and the one object that it puts on standard output.</summary>
internal static class JsonOutput
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>A fresh <c>--json</c> option for a verb.</summary>
    public static Option<bool> Option() => new("--json") { Description = "Print one JSON object on standard output and nothing else there." };

    /// <summary>Prints the object.</summary>
    public static void Write(TextWriter output, JsonObject result) => output.WriteLine(result.ToJsonString(Options));
}
