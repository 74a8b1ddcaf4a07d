using System.CommandLine;
using System.Text.Json.Nodes;
using PerturbSeg.Files;
using PerturbSeg.Imaging;
using PerturbSeg.Photos;
using PerturbSeg.Segmentation;
using PerturbSeg.Training;
using PerturbSeg.Training.PackedSets;

namespace PerturbSeg.Cli.Verbs;

/// <summary><c>perturbseg pack SOURCE… --resolution 32 --out set.safetensors</c>: photos to one packed set.</summary>
internal static class PackVerb
{
    public static Command Create()
    {
        var sources = new Argument<string[]>("source")
        {
            Description = $"Folders of photos (with masks, where they hold images/ and masks/), zips of photos, or photos: {PhotoSignature.FormatNames}; "
                + "LMDB folders in the layout of LSUN; .npy arrays of uint8.",
            Arity = ArgumentArity.OneOrMore,
        };
        var output = new Option<string>("--out") { Description = "The packed set to write.", HelpName = "file", Required = true };
        var resolution = new Option<int>("--resolution")
        {
            Description = $"The side of the images to train on, in pixels: a power of two, {ImageResolution.Min} to {ImageResolution.Max}.",
            HelpName = "pixels",
            Required = true,
        };
        var fit = new Option<string>("--fit")
        {
            Description = "stretch resizes whole photos to a square; crop cuts out the largest centred square and keeps the aspect.",
            DefaultValueFactory = _ => "stretch",
        };
        fit.AcceptOnlyFromAmong("stretch", "crop");
        var limit = new Option<int?>("--limit") { Description = "Take only so many photos of each source, the first in its order.", HelpName = "count" };
        var masksBy = new Option<string?>("--masks-by")
        {
            Description = "Packs the masks that a fitted run, or its segmenter.onnx, finds in the photos: a generator of '--preset scenes' learns from them what shapes objects have.",
            HelpName = "run",
        };
        var withoutMasks = new Option<bool>("--without-masks") { Description = "Leave out the masks of folders with images/ and masks/; some may be missing then." };
        var shard = ShardOption.Create("--out is a folder then, and with all parts in it a packed set");
        var parts = new Option<int?>("--parts")
        {
            Description = "Pack in so many files, in a folder that --out names: after a kill the same command goes on, and packs the parts that are missing.",
            HelpName = "count",
        };
        var largest = new LargestPhotoOption();
        var strict = new Option<bool>("--strict") { Description = "Refuse the first file that cannot be used, instead of passing over it." };
        Option<int?> threads = DeviceOption.CreateThreads();
        Option<bool> json = JsonOutput.Option();
        var command = new Command("pack", "Packs photos into one file to train on.") { sources, output, resolution, fit, limit, masksBy, withoutMasks, shard, parts, largest.Option, strict, threads, json };
        command.SetAction((parsed, cancellation) =>
        {
            WorkShard? part = ShardOption.Parse(parsed.GetValue(shard));
            if (part is not null && parsed.GetValue(parts) is { } both)
                throw new UserErrorException($"--shard packs one part, and --parts {both} all of them in turn: leave out one of both.");
            string target = parsed.GetRequiredValue(output);
            if (part is { Count: var count })
                PackedSetParts.RequireCount(target, count);
            var options = new PackOptions
            {
                Resolution = parsed.GetRequiredValue(resolution),
                Fit = PackFitWords.Parse(parsed.GetRequiredValue(fit))!.Value,
                Limit = parsed.GetValue(limit),
                Strict = parsed.GetValue(strict),
                MaxPixels = largest.Pixels(parsed),
                Shard = part,
                Threads = DeviceOption.ParseThreads(parsed.GetValue(threads)),
            };
            return Task.FromResult(Run(
                parsed.GetRequiredValue(sources),
                part is { } own ? PackedSetParts.PathOf(target, own) : target,
                parsed.GetValue(parts),
                options,
                parsed.GetValue(masksBy),
                parsed.GetValue(withoutMasks),
                parsed.GetValue(json),
                parsed.InvocationConfiguration,
                cancellation));
        });
        return command;
    }

    private static int Run(
        string[] paths, string output, int? parts, PackOptions options, string? masksBy, bool withoutMasks, bool json, InvocationConfiguration console, CancellationToken cancellation)
    {
        using SegmentationModel? segmenter = masksBy is null ? null : SegmentationModel.Load(masksBy);
        if (segmenter is not null)
            options = options with { MasksOf = FileDigest.Of(segmenter.FilePath) };
        var sources = new List<IPhotoSource>();
        try
        {
            foreach (string path in paths)
                sources.Add(PhotoSources.Open(path, !withoutMasks, cancellation));
            PackReport report = Progress.Show(
                console.Error, "Packing", "photos", progress => parts is { } count
                    ? PartPacker.Pack(sources, output, count, options, segmenter, progress, cancellation)
                    : Packer.Pack(sources, output, options, segmenter, progress, cancellation));
            if (json)
                JsonOutput.Write(console.Output, ToJson(report));
            else
                Print(report, console);
            return ExitCode.Done;
        }
        finally
        {
            sources.ForEach(source => source.Dispose());
        }
    }

    private static void Print(PackReport report, InvocationConfiguration console)
    {
        SkippedPhotosOutput.PrintLeftOut(report.LeftOut, console.Error);
        SkippedPhotosOutput.Print(report.Skipped, console.Error);
        if (report.MasksLeftOut)
            console.Error.WriteLine("The masks were left out, since not every source has masks.");
        string limited = report.Limit is { } limit ? $", the first {limit} of each source" : string.Empty;
        string masks = report.HasMasks ? " with masks" : string.Empty;
        console.Output.WriteLine(
            $"{report.Path}: {report.Count} photos{masks} of {report.Side}×{report.Side} pixels for resolution {report.Resolution}"
            + $"{limited}{SkippedPhotosOutput.Summary(report.Skipped)}.");
        if (report.PartsBefore > 0)
            console.Output.WriteLine($"{report.PartsBefore} of {report.Parts} parts were there; {report.SkippedBefore} files had been skipped for them.");
    }

    private static JsonObject ToJson(PackReport report) => new()
    {
        ["path"] = report.Path,
        ["photos"] = report.Count,
        ["kinds"] = new JsonObject(report.Kinds.Select(kind => KeyValuePair.Create(kind.Key, (JsonNode?)kind.Value))),
        ["side"] = report.Side,
        ["resolution"] = report.Resolution,
        ["masks"] = report.HasMasks,
        ["masks_left_out"] = report.MasksLeftOut,
        ["limit"] = report.Limit,
        ["parts"] = report.Parts,
        ["parts_before"] = report.PartsBefore,
        ["skipped_before"] = report.SkippedBefore,
        ["skipped"] = SkippedPhotosOutput.ToJson(report.Skipped),
        ["left_out"] = SkippedPhotosOutput.ToJson(report.LeftOut),
    };
}
