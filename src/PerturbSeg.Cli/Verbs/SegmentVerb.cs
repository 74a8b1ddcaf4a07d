using System.CommandLine;
using System.Text.Json.Nodes;
using PerturbSeg.Imaging;
using PerturbSeg.Outputs;
using PerturbSeg.PhotoLists;
using PerturbSeg.Training.Predicting;
using PerturbSeg.Training.Runs;

namespace PerturbSeg.Cli.Verbs;

/// <summary><c>perturbseg segment --run RUN PHOTO_OR_FOLDER… --out DIR</c>: masks of photos, and what is made of them.</summary>
internal static class SegmentVerb
{
    public static Command Create()
    {
        var photos = new Argument<string[]>("photo")
        {
            Description = $"Photos, and folders of photos with their subfolders: {PhotoSignature.FormatNames}.",
            Arity = ArgumentArity.OneOrMore,
        };
        var run = new Option<string>("--run") { Description = "The run folder.", HelpName = "folder", Required = true };
        var output = new Option<string>("--out") { Description = "The folder to write to; the photos' folders are kept in it.", HelpName = "folder", Required = true };
        var format = new Option<string>("--format")
        {
            Description = $"What to write, parted by commas: {SegmentationOutputs.Known}.",
            HelpName = "formats",
            DefaultValueFactory = _ => "mask",
        };
        var segmenting = new SegmentingOptions();
        var resume = new Option<bool>("--resume") { Description = "Pass over photos that an earlier run has finished." };
        var strict = new Option<bool>("--strict") { Description = "Exit with 1 if a photo could not be read." };
        Option<bool> json = JsonOutput.Option();
        var command = new Command("segment", "Cuts the objects out of photos.") 
        {
            photos, run, output, format, resume, strict, json,
        };
        segmenting.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            int threads = segmenting.Threads(parsed);
            SegmentationOutputs outputs = SegmentationOutputs.Parse(parsed.GetValue(format)!);
            string folder = parsed.GetRequiredValue(output);
            InvocationConfiguration console = parsed.InvocationConfiguration;
            RunFolder trained = RunFolder.Open(parsed.GetRequiredValue(run));
            using RunModel model = segmenting.Open(parsed, trained, console.Error);
            using BackgroundPainter? backgrounds = outputs.Files.Any(file => file.TakesBackground) ? model.OpenBackgroundPainter(segmenting.Encoding(parsed)) : null;
            var options = new PhotoListOptions { Outputs = outputs, Folder = folder, Backgrounds = backgrounds, Resume = parsed.GetValue(resume), Threads = threads };
            IReadOnlyList<PhotoTask> tasks = PhotoTasks.List(parsed.GetRequiredValue(photos), folder);
            SegmentationReport report = Progress.Show(console.Error, "Segmenting", "photos", progress => PhotoListSegmentation.Run(
                model, tasks, options, progress, cancellation));
            if (parsed.GetValue(json))
                JsonOutput.Write(console.Output, ToJson(report, model.Method));
            else
                Print(report, folder, console);
            return Task.FromResult(parsed.GetValue(strict) && report.Skipped.Count > 0 ? ExitCode.Failed : ExitCode.Done);
        });
        return command;
    }

    private static void Print(SegmentationReport report, string folder, InvocationConfiguration console)
    {
        SkippedPhotosOutput.Print(report.Skipped, console.Error);
        string finished = report.Finished > 0 ? $", {report.Finished} finished before" : string.Empty;
        console.Output.WriteLine($"{folder}: {report.Segmented} photos, {report.Files.Count} files{finished}{SkippedPhotosOutput.Summary(report.Skipped)}.");
    }

    private static JsonObject ToJson(SegmentationReport report, string method) => new()
    {
        ["photos"] = report.Segmented,
        ["finished_before"] = report.Finished,
        ["method"] = method,
        ["files"] = new JsonArray([.. report.Files.Select(file => (JsonNode)file)]),
        ["skipped"] = SkippedPhotosOutput.ToJson(report.Skipped),
    };
}
