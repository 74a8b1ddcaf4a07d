using System.CommandLine;
using System.Text.Json.Nodes;
using PerturbSeg.Data;
using PerturbSeg.Segmentation;
using PerturbSeg.Segmentation.Outputs;
using PerturbSeg.Torch;
using PerturbSeg.Training;

namespace PerturbSeg.Cli.Verbs;

/// <summary><c>perturbseg segment --run RUN PHOTO_OR_FOLDER… --out DIR</c>: masks, cut-outs and overlays of photos.</summary>
internal static class SegmentVerb
{
    // How many of the skipped files are named on a terminal; --json names all.
    private const int NamedSkipped = 10;

    public static Command Create()
    {
        var photos = new Argument<string[]>("photo")
        {
            Description = "Photos, and folders of photos with their subfolders: JPEG, PNG or WebP.",
            Arity = ArgumentArity.OneOrMore,
        };
        var run = new Option<string>("--run") { Description = "The run folder.", HelpName = "folder", Required = true };
        var output = new Option<string>("--out") { Description = "The folder to write to; the photos' folders are kept in it.", HelpName = "folder", Required = true };
        var format = new Option<string>("--format")
        {
            Description = $"What to write, parted by commas: {string.Join(", ", SegmentationOutputs.All.Select(kind => kind.Format))}.",
            HelpName = "formats",
            DefaultValueFactory = _ => "mask",
        };
        Option<string> method = MethodOption.Create();
        var strict = new Option<bool>("--strict") { Description = "Exit with 1 if a photo could not be read." };
        Option<string> device = DeviceOption.Create();
        Option<int?> threads = DeviceOption.CreateThreads();
        Option<bool> json = JsonOutput.Option();
        var command = new Command("segment", "Cuts the objects out of photos.") { photos, run, output, format, method, strict, device, threads, json };
        command.SetAction((parsed, cancellation) =>
        {
            Device where = DeviceOption.Parse(parsed.GetValue(device)!);
            TorchRuntime.Threads = DeviceOption.ParseThreads(parsed.GetValue(threads));
            IReadOnlyList<ISegmentationOutput> outputs = SegmentationOutputs.Parse(parsed.GetValue(format)!);
            string folder = parsed.GetRequiredValue(output);
            InvocationConfiguration console = parsed.InvocationConfiguration;
            using IMaskPredictor predictor = MaskPredictors.Open(
                RunFolder.Open(parsed.GetRequiredValue(run)), parsed.GetValue(method)!, where);
            IReadOnlyList<PhotoTask> tasks = PhotoTasks.List(parsed.GetRequiredValue(photos), folder);
            SegmentationReport report = Progress.Show(console.Error, "Segmenting", "photos", progress => PhotoListSegmentation.Run(
                new PhotoSegmenter(predictor), tasks, outputs, folder, progress, cancellation));
            if (parsed.GetValue(json))
                JsonOutput.Write(console.Output, ToJson(report, predictor.Method));
            else
                Print(report, folder, console);
            return Task.FromResult(parsed.GetValue(strict) && report.Skipped.Count > 0 ? ExitCode.Failed : ExitCode.Done);
        });
        return command;
    }

    private static void Print(SegmentationReport report, string folder, InvocationConfiguration console)
    {
        foreach (SkippedPhoto photo in report.Skipped.Take(NamedSkipped))
            console.Error.WriteLine($"Skipped '{photo.Name}': {photo.Reason}.");
        if (report.Skipped.Count > NamedSkipped)
            console.Error.WriteLine($"Skipped {report.Skipped.Count - NamedSkipped} more; --json lists all.");
        string skipped = report.Skipped.Count > 0 ? $", {report.Skipped.Count} skipped" : string.Empty;
        console.Output.WriteLine($"{folder}: {report.Segmented} photos, {report.Files.Count} files{skipped}.");
    }

    private static JsonObject ToJson(SegmentationReport report, string method) => new()
    {
        ["photos"] = report.Segmented,
        ["method"] = method,
        ["files"] = new JsonArray([.. report.Files.Select(file => (JsonNode)file)]),
        ["skipped"] = new JsonArray([.. report.Skipped.Select(photo => new JsonObject
        {
            ["source"] = photo.Source,
            ["name"] = photo.Name,
            ["reason"] = photo.Reason,
        })]),
    };
}
