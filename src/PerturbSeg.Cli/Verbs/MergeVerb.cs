using System.CommandLine;
using System.Text.Json.Nodes;
using PerturbSeg.Evaluation;
using PerturbSeg.PhotoLists;
using PerturbSeg.Photos;
using PerturbSeg.Training.Scoring;

namespace PerturbSeg.Cli.Verbs;

/// <summary><c>perturbseg merge DIR</c>: joins what workers made that each had a part of the work.</summary>
internal static class MergeVerb
{
    public static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "What was --out of the commands with --shard." };
        Option<bool> json = JsonOutput.Option();
        var command = new Command("merge", "Joins the parts of 'segment', 'evaluate' and 'score' with --shard to the files that one worker would have written.") { folder, json };
        command.SetAction((parsed, _) =>
        {
            string output = parsed.GetRequiredValue(folder);
            if (OutputParts.EndRemoval(output))
            {
                parsed.InvocationConfiguration.Error.WriteLine($"{output} was joined before; what was left of its parts is removed now.");
                if (parsed.GetValue(json))
                    JsonOutput.Write(parsed.InvocationConfiguration.Output, new JsonObject { ["parts"] = 0, ["files"] = new JsonArray() });
                return Task.FromResult(ExitCode.Done);
            }

            using var parts = OutputParts.Open(output);
            IReadOnlyList<string> tables = TableParts.Join(parts);
            var evaluation = EvaluationParts.Join(parts);
            var score = ScoreParts.Join(parts);
            string[] files = [.. tables, .. evaluation?.Files ?? [], .. score is { } scored ? [scored.File] : (string[])[]];
            TextWriter console = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(console, new JsonObject { ["parts"] = parts.Parts.Count, ["files"] = new JsonArray([.. files.Select(file => (JsonNode)file)]) });
            }
            else
            {
                if (evaluation is { } evaluated)
                    EvaluateVerb.Print(evaluated.Result, console);
                if (score is { } joined)
                    ScoreVerb.Print(joined.Score, console);
                console.WriteLine($"{parts.OutputFolder}: {parts.Parts.Count} parts, {(files.Length > 0 ? string.Join(", ", files) : "no tables")}.");
            }

            try
            {
                parts.Remove();
            }
            catch (Exception held) when (held is IOException or UnauthorizedAccessException)
            {
                parsed.InvocationConfiguration.Error.WriteLine($"All is joined, and the parts cannot be removed ({held.Message.TrimEnd('.')}): delete '{parts.PartsFolder}', or merge again.");
            }

            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }
}
