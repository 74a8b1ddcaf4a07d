using System.CommandLine;
using System.Text.Json.Nodes;
using PerturbSeg.PhotoLists;

namespace PerturbSeg.Cli.Verbs;

/// <summary><c>perturbseg merge DIR</c>: joins the tables of workers that segmented a part of the photos each.</summary>
internal static class MergeVerb
{
    public static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "What was --out of 'perturbseg segment --shard'." };
        Option<bool> json = JsonOutput.Option();
        var command = new Command("merge", "Joins the tables of 'segment --shard': annotations.json, areas.csv and lists of photos.") { folder, json };
        command.SetAction((parsed, _) =>
        {
            string outputs = parsed.GetRequiredValue(folder);
            (int parts, IReadOnlyList<string> files) = TableParts.Join(outputs);
            TextWriter console = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
                JsonOutput.Write(console, new JsonObject { ["parts"] = parts, ["files"] = new JsonArray([.. files.Select(file => (JsonNode)file)]) });
            else
                console.WriteLine($"{outputs}: {parts} parts, {(files.Count > 0 ? string.Join(", ", files) : "no tables")}.");
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }
}
