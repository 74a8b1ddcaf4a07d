using System.CommandLine;
using System.Text.Json.Nodes;
using PerturbSeg.Files;
using PerturbSeg.Imaging;
using PerturbSeg.Outputs;
using PerturbSeg.PhotoLists;
using PerturbSeg.Photos;
using PerturbSeg.Torch;
using PerturbSeg.Training.Fitting;
using PerturbSeg.Training.Predicting;
using PerturbSeg.Training.Runs;

namespace PerturbSeg.Cli.Verbs;

/// <summary><c>perturbseg segment --run RUN PHOTO_OR_FOLDER… --out DIR</c>: masks of photos, and what is made of them.</summary>
internal sealed class SegmentVerb
{
    private readonly Argument<string[]> _photos = new("photo")
    {
        Description = $"Photos, and folders of photos with their subfolders: {PhotoSignature.FormatNames}. '-' reads one photo from standard input and writes one file to standard output.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string> _run = new("--run") { Description = "The run folder.", HelpName = "folder", Required = true };

    private readonly Option<string?> _output = new("--out")
    {
        Description = "The folder to write to; the photos' folders are kept in it. Needed unless the photo is '-'.",
        HelpName = "folder",
    };

    private readonly Option<string> _format = new("--format")
    {
        Description = $"What to write, parted by commas: {SegmentationOutputs.Known}.",
        HelpName = "formats",
        DefaultValueFactory = _ => "mask",
    };

    private readonly Option<int?> _objects = new("--objects")
    {
        Description = "With --search, the most objects of a photo; 1 looks for the one that stands out most. Left out, 20.",
        HelpName = "number",
    };

    private readonly Option<bool> _watch = new("--watch") { Description = "Go on with new photos of the folders until Ctrl-C." };
    private readonly Option<bool> _resume = new("--resume") { Description = "Pass over photos that an earlier run has finished." };
    private readonly Option<bool> _strict = new("--strict") { Description = "Exit with 1 if a photo could not be read." };
    private readonly Option<string?> _shard = ShardOption.Create("'perturbseg merge' joins the tables of all parts");
    private readonly LargestPhotoOption _largest = new();
    private readonly CutoutOptions _cutouts = new();
    private readonly SegmentingOptions _segmenting = new();
    private readonly Option<bool> _json = JsonOutput.Option();

    private SegmentVerb()
    {
    }

    public static Command Create()
    {
        var verb = new SegmentVerb();
        var command = new Command("segment", "Cuts the objects out of photos.")
        {
            verb._photos, verb._run, verb._output, verb._format, verb._objects, verb._watch, verb._resume, verb._shard, verb._strict, verb._largest.Option, verb._json,
        };
        verb._cutouts.AddTo(command);
        verb._segmenting.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.FromResult(verb.Run(parsed, cancellation)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        int threads = _segmenting.Threads(parsed);
        long maxPixels = _largest.Pixels(parsed);
        SegmentationOutputs outputs = _cutouts.Apply(parsed, SegmentationOutputs.Parse(parsed.GetValue(_format)!));
        string[] photos = parsed.GetRequiredValue(_photos);
        WorkShard? shared = ShardOption.Parse(parsed.GetValue(_shard));
        if (shared is not null && parsed.GetValue(_watch))
            throw new UserErrorException("--watch goes on with all new photos: leave out --shard.");
        bool streams = photos.Contains(StandardStreams.Name);
        if (streams)
            CheckStreams(parsed, photos, outputs);
        else if (parsed.GetValue(_output) is null)
            throw new UserErrorException("Option '--out' is required: name the folder to write to.");
        Photo? given = streams ? StandardStreams.Read(maxPixels) : null;
        RunFolder trained = RunFolder.Open(parsed.GetRequiredValue(_run));
        using RunModel model = _segmenting.Open(parsed, trained, parsed.InvocationConfiguration.Error, parsed.GetValue(_objects));
        using BackgroundPainter? backgrounds = outputs.Files.Any(file => file.TakesBackground) ? model.OpenBackgroundPainter(_segmenting.Encoding(parsed)) : null;
        using IDisposable givenBack = TorchRuntime.GiveBackPages(); // after libtorch, where that was loaded, which keeps all that a training needs
        if (backgrounds is not null && model.Method == FitMethods.Segmenter)
            TorchRuntime.Threads = streams ? threads : 1; // photos are painted side by side
        if (given is not null)
        {
            StandardStreams.Write(model, given, outputs, backgrounds, cancellation);
            return ExitCode.Done;
        }

        string folder = parsed.GetRequiredValue(_output)!;
        var options = new PhotoListOptions
        {
            Outputs = outputs,
            Folder = folder,
            Backgrounds = backgrounds,
            Resume = parsed.GetValue(_resume),
            Segmenter = model.Digest,
            Threads = threads,
            MaxPixels = maxPixels,
        };
        bool watches = parsed.GetValue(_watch);
        PhotoList tasks = PhotoTasks.List(photos, folder, mayBeEmpty: watches);
        SkippedPhotosOutput.PrintLeftOut(tasks.LeftOut, parsed.InvocationConfiguration.Error);
        OutputPlace.CheckFolder(folder, shared is not null);
        PhotoListSegmentation.Check(options);
        if (shared is { } shard)
        {
            using var part = OutputPart.Begin(folder, shard);
            return SegmentAll(parsed, model, tasks.PartOf(shard), options with { TableFolder = part.FolderPath }, part, cancellation);
        }

        using FolderLock? writing = outputs.Tables.Count > 0 ? FolderLock.Take(folder) : null; // a table is of all photos of the folder
        return watches ? Watch(parsed, model, photos, options, cancellation) : SegmentAll(parsed, model, tasks, options, null, cancellation);
    }

    private void CheckStreams(ParseResult parsed, string[] photos, SegmentationOutputs outputs)
    {
        bool alone = photos.Length == 1 && parsed.GetValue(_output) is null && !parsed.GetValue(_json) && !parsed.GetValue(_watch) && !parsed.GetValue(_resume) && parsed.GetResult(_shard) is null;
        if (!alone)
            throw new UserErrorException("'-' is one photo from standard input to standard output: leave out other photos, --out, --json, --watch, --resume and --shard.");
        StandardStreams.Check(outputs);
    }

    private int SegmentAll(
        ParseResult parsed, RunModel model, PhotoList tasks, PhotoListOptions options, OutputPart? part, CancellationToken cancellation)
    {
        InvocationConfiguration console = parsed.InvocationConfiguration;
        SegmentationReport report = Progress.Show(console.Error, "Segmenting", "photos", progress => PhotoListSegmentation.Run(
            model, tasks, options, progress, cancellation));
        part?.Finish(); // photos that cannot be written are told, and are no reason to keep the others from their tables
        if (parsed.GetValue(_json))
            JsonOutput.Write(console.Output, ToJson(report, tasks, model.Method));
        else
            Print(report, options.Folder, console);
        if (report.Segmented + report.Finished == 0 && tasks.Count > 0) // a part may be empty
        {
            console.Error.WriteLine($"None of the {report.Skipped.Count} photos could be segmented: replace them, or name others.");
            return ExitCode.WrongInput;
        }

        return report.Unwritten > 0 || (parsed.GetValue(_strict) && report.Skipped.Count > 0) ? ExitCode.Failed : ExitCode.Done;
    }

    private int Watch(ParseResult parsed, RunModel model, string[] photos, PhotoListOptions options, CancellationToken cancellation)
    {
        InvocationConfiguration console = parsed.InvocationConfiguration;
        if (photos.FirstOrDefault(path => !Directory.Exists(path)) is { } other)
            throw new UserErrorException($"--watch waits for new photos in folders, and '{other}' is none: name folders.");
        if (photos.GroupBy(PhotoFileName.ShortName, StringComparer.OrdinalIgnoreCase).FirstOrDefault(alike => alike.Count() > 1) is { } pair)
            throw new UserErrorException($"'{string.Join("' and '", pair)}' have one name, and so would the files of photos that come: watch each with an --out of its own.");
        console.Error.WriteLine($"Watching {string.Join(", ", photos.Select(path => $"'{path}'"))}; Ctrl-C ends it.");
        var watch = new PhotoWatchOptions
        {
            Segmented = photo => console.Error.WriteLine($"Segmented '{UntrustedText.Plain(photo.Name)}'."),
            Skipped = photo => SkippedPhotosOutput.Print([photo], console.Error),
        };
        PhotoWatchReport report = PhotoWatch.Run(model, () => PhotoTasks.List(photos, options.Folder, mayBeEmpty: true), options, watch, cancellation);
        if (parsed.GetValue(_json))
            JsonOutput.Write(console.Output, new JsonObject { ["photos"] = report.Segmented, ["passed_over"] = report.PassedOver, ["method"] = model.Method });
        else
            console.Output.WriteLine($"{options.Folder}: {report.Segmented} photos{(report.PassedOver > 0 ? $", {report.PassedOver} passed over" : string.Empty)}.");
        return report.Unwritten > 0 || (parsed.GetValue(_strict) && report.PassedOver > 0) ? ExitCode.Failed : ExitCode.Done;
    }

    private static void Print(SegmentationReport report, string folder, InvocationConfiguration console)
    {
        SkippedPhotosOutput.Print(report.Skipped, console.Error);
        string finished = report.Finished > 0 ? $", {report.Finished} finished before" : string.Empty;
        console.Output.WriteLine($"{folder}: {report.Segmented} photos, {report.Files.Count} files{finished}{SkippedPhotosOutput.Summary(report.Skipped)}.");
    }

    private static JsonObject ToJson(SegmentationReport report, PhotoList tasks, string method) => new()
    {
        ["photos"] = report.Segmented,
        ["finished_before"] = report.Finished,
        ["method"] = method,
        ["doubts"] = new JsonArray([.. report.Doubts.Select(photo => (JsonNode)new JsonObject { ["photo"] = photo.Photo, ["doubt"] = Math.Round(photo.Doubt, 4) })]),
        ["files"] = new JsonArray([.. report.Files.Select(file => (JsonNode)file)]),
        ["skipped"] = SkippedPhotosOutput.ToJson(report.Skipped),
        ["left_out"] = SkippedPhotosOutput.ToJson(tasks.LeftOut),
    };
}
