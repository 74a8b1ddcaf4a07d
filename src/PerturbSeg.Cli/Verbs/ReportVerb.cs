using System.CommandLine;
using System.Text.Json.Nodes;
using PerturbSeg.Evaluation;
using PerturbSeg.Files;
using PerturbSeg.Metrics;
using PerturbSeg.PhotoLists;
using PerturbSeg.Photos;
using PerturbSeg.Torch;
using PerturbSeg.Training.RunReports;
using PerturbSeg.Training.Runs;

namespace PerturbSeg.Cli.Verbs;

/// <summary><c>perturbseg report --run RUN</c>: one HTML file that tells what was trained and what came of it.</summary>
internal static class ReportVerb
{
    public static Command Create()
    {
        var run = new Option<string>("--run") { Description = "The run folder; it may still be training.", HelpName = "folder", Required = true };
        var output = new Option<string?>("--out") { Description = "The file to write; when left out, report.html in the run folder.", HelpName = "file" };
        var evaluations = new Option<string[]>("--evaluation")
        {
            Description = $"What 'evaluate --json' printed, in a file; {RunFolder.EvaluationFileName} in the run folder is found without it.",
            HelpName = "file",
        };
        var photos = new Option<string[]>("--photos")
        {
            Description = $"Photos, or folders of them, to segment with the run's segmenter: those whose masks are the most doubtful are shown. Of more than {DoubtfulPhotos.MostJudged} as many are tried.",
            HelpName = "folder",
        };
        Option<string> device = DeviceOption.Create();
        Option<int?> threads = DeviceOption.CreateThreads();
        Option<bool> json = JsonOutput.Option();
        var command = new Command("report", "Writes a run's report: curves, scenes over time, a scene to play with, figures, settings.")
        {
            run, output, evaluations, photos, device, threads, json,
        };
        command.SetAction((parsed, cancellation) =>
        {
            Device where = DeviceOption.Parse(parsed.GetValue(device)!);
            TorchRuntime.Threads = DeviceOption.ParseThreads(parsed.GetValue(threads));
            RunFolder folder = RunFolder.Open(parsed.GetRequiredValue(run));
            PhotoList? seen = parsed.GetValue(photos) is { Length: > 0 } named ? PhotoTasks.List(named, Outputs(folder, named)) : null;
            SkippedPhotosOutput.PrintLeftOut(seen?.LeftOut ?? [], parsed.InvocationConfiguration.Error);
            string path = parsed.GetValue(output) ?? folder.ReportPath;
            IReadOnlyList<EvaluationResult> scores = RunReport.ReadEvaluations(folder, parsed.GetValue(evaluations) ?? []);
            OutputPlace.CheckFile(path);
            RunReport.Compose(folder, scores, seen ?? (IReadOnlyList<PhotoTask>)[], where, cancellation).Save(path);
            TextWriter console = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
                JsonOutput.Write(console, new JsonObject { ["report"] = path });
            else
                console.WriteLine($"Report: {path}");
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    // What the run wrote is no photo; photos that were named in its folder are.
    private static string Outputs(RunFolder run, string[] named)
        => named.Any(path => FolderWalk.IsIn(path, run.FolderPath)) ? run.SampleFolderPath : run.FolderPath;
}
