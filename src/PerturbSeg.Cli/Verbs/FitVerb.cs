using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using PerturbSeg.Corrections;
using PerturbSeg.Files;
using PerturbSeg.Imaging;
using PerturbSeg.PhotoLists;
using PerturbSeg.Torch;
using PerturbSeg.Training.Fitting;
using PerturbSeg.Training.PackedSets;
using PerturbSeg.Training.Runs;

namespace PerturbSeg.Cli.Verbs;

/// <summary><c>perturbseg fit --run RUN --data SET --method segmenter</c>: what segments photos, fitted to a trained generator.</summary>
internal static class FitVerb
{
    public static Command Create()
    {
        var run = new Option<string>("--run") { Description = "The run folder.", HelpName = "folder", Required = true };
        var data = new Option<string[]>("--data") { Description = "The packed sets of photos. The encoder needs them, and learns from masks that they are packed with; the segmenter gains by them.", HelpName = "file" };
        Option<string> method = MethodOption.ForFit();
        var steps = new Option<int?>("--steps") { Description = "Steps of the fit; when left out, 1000 for the segmenter and 1500 for the encoder.", HelpName = "count" };
        var cutOutSteps = new Option<int>("--cutout-steps")
        {
            Description = "Steps in which the segmenter's cut-outs of photos are judged over painted backgrounds, after those of the fit; 0 leaves them out.",
            HelpName = "count",
            DefaultValueFactory = _ => new CutOutOptions().Steps,
        };
        var finerSteps = new Option<int>("--finer-steps")
        {
            Description = "Steps of each round in which the segmenter learns finer masks, last, from photos packed with more pixels than the run has; 0 leaves them out.",
            HelpName = "count",
            DefaultValueFactory = _ => new FinerFitOptions().Steps,
        };
        var minutes = new Option<double?>("--minutes") { Description = "How long the fit may take; with less time than its steps need, it makes fewer, and leaves out cut-outs and finer masks where too few of theirs fit in.", HelpName = "minutes" };
        var corrections = new Option<string?>("--corrections") { Description = "Decisions on masks, as 'serve' keeps them: the run's segmenter is taught on with the masks that were accepted or mended. Needs --photos and --data.", HelpName = "folder" };
        var photos = new Option<string[]>("--photos") { Description = "The photos of the corrections.", HelpName = "folder" };
        var correctionSteps = new Option<int?>("--correction-steps") { Description = $"Steps with corrected masks; when left out, {RunFit.UsualCorrectionSteps}.", HelpName = "count" };
        var seed = new Option<ulong>("--seed") { Description = "Seed of weights, scenes and order of photos.", DefaultValueFactory = _ => 1 };
        Option<string> device = DeviceOption.Create();
        Option<int?> threads = DeviceOption.CreateThreads();
        var largest = new LargestPhotoOption();
        Option<bool> json = JsonOutput.Option();
        var command = new Command("fit", "Fits what segments photos to a trained generator.") { run, data, method, steps, cutOutSteps, finerSteps, minutes, corrections, photos, correctionSteps, largest.Option, seed, device, threads, json };
        command.Validators.Add(given =>
        {
            bool teaches = given.GetResult(corrections) is { Implicit: false }, encodes = given.GetResult(method) is { Tokens: [{ Value: FitMethods.Encoder }] }; // values may be missing still
            Option[] others = teaches ? [steps, cutOutSteps, finerSteps, minutes] : encodes ? [cutOutSteps, finerSteps] : [];
            if (others.FirstOrDefault(option => given.GetResult(option) is { Implicit: false }) is { } option)
                given.AddError(teaches ? $"{option.Name} is for whole fits: give --correction-steps with --corrections." : $"{option.Name} is for segmenters: leave it out with --method encoder.");
        });
        command.SetAction((parsed, cancellation) =>
        {
            TrainingAmount.Require("--minutes", parsed.GetValue(minutes));
            Device where = DeviceOption.Parse(parsed.GetValue(device)!);
            TorchRuntime.Threads = DeviceOption.ParseThreads(parsed.GetValue(threads));
            RunFolder folder = RunFolder.Open(parsed.GetRequiredValue(run));
            using var writing = FolderLock.Take(folder.FolderPath);
            InvocationConfiguration console = parsed.InvocationConfiguration;
            TimeSpan? time = parsed.GetValue(minutes) is { } most ? TimeSpan.FromMinutes(most) : null;
            var segmenter = new SegmenterFitOptions
            {
                Seed = parsed.GetValue(seed),
                Time = time,
                CutOuts = new CutOutOptions { Steps = parsed.GetValue(cutOutSteps) },
                Finer = new FinerFitOptions { Steps = parsed.GetValue(finerSteps) },
            };
            var encoder = new EncoderFitOptions { Seed = parsed.GetValue(seed), Time = time };
            if (parsed.GetValue(steps) is { } count)
                (segmenter, encoder) = (segmenter with { Steps = count }, encoder with { Steps = count });
            if (parsed.GetValue(corrections) is { } decided)
            {
                if (parsed.GetValue(method) == FitMethods.Encoder)
                    throw new UserErrorException("Corrections teach the segmenter: leave out --method encoder.");
                (FitFacts taught, CorrectionResult result) = TeachOn(
                    folder, parsed.GetValue(data), decided, parsed.GetValue(photos), largest.Pixels(parsed), parsed.GetValue(correctionSteps) ?? RunFit.UsualCorrectionSteps, segmenter, where, console, cancellation);
                Print(taught, result, FittedNetworkFile.PathIn(folder, FitMethods.Segmenter), parsed.GetValue(json), console.Output);
                return Task.FromResult(ExitCode.Done);
            }

            if (parsed.GetValue(photos) is { Length: > 0 } || parsed.GetValue(correctionSteps) is not null)
                throw new UserErrorException("--photos and --correction-steps are for corrections: add --corrections with their folder, or leave them out to fit anew.");
            FitFacts facts = parsed.GetValue(method) == FitMethods.Encoder
                ? FitEncoder(folder, parsed.GetValue(data), encoder, where, console, cancellation)
                : FitSegmenter(folder, parsed.GetValue(data), segmenter, where, console, cancellation);
            string path = FittedNetworkFile.PathIn(folder, facts.Method);
            if (parsed.GetValue(json))
                JsonOutput.Write(console.Output, ToJson(facts, path));
            else
                console.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path}: {facts.Steps} steps{Further(facts)}, loss {facts.FinalLoss:0.000}.{Consistency(facts)}"));
            if (facts is { Method: FitMethods.Segmenter, Consistency.IsDoubtful: true })
                console.Error.WriteLine(MinMaskAdvice.OfDoubt(folder));
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static FitFacts FitSegmenter(
        RunFolder run, string[]? data, SegmenterFitOptions options, Device device, InvocationConfiguration console, CancellationToken cancellation)
    {
        using PackedSetMixture? photos = data is null or [] ? null : PackedSetMixture.Open(data);
        return Progress.Show(
            console.Error, "Fitting", "steps", progress => RunFit.Segmenter(run, photos, options, device, progress, cancellation));
    }

    private static (FitFacts Facts, CorrectionResult Result) TeachOn(
        RunFolder run,
        string[]? data,
        string corrections,
        string[]? photos,
        long mostPixels,
        int steps,
        SegmenterFitOptions options,
        Device device,
        InvocationConfiguration console,
        CancellationToken cancellation)
    {
        if (data is null or [] || photos is null or [])
            throw new UserErrorException("Corrections are of photos, and taught beside others: add --photos with their folder and --data with a packed set.");
        PhotoList found = PhotoTasks.List(photos, corrections);
        SkippedPhotosOutput.PrintLeftOut(found.LeftOut, console.Error);
        var corrected = CorrectedPhotos.Read(new CorrectionFolder(corrections), found, new PhotoDecoder(mostPixels), reason => console.Error.WriteLine($"Skipped: {reason}"), cancellation);
        using PackedSetMixture others = PackedSetMixture.Open(data);
        return Progress.Show(console.Error, "Fitting", "steps", progress => RunFit.Corrected(run, others, corrected, steps, options, device, progress, cancellation));
    }

    private static void Print(FitFacts facts, CorrectionResult result, string path, bool json, TextWriter output)
    {
        if (json)
        {
            JsonObject told = ToJson(facts, path);
            told["corrections"] = new JsonObject
            {
                ["taught"] = result.Taught, ["held_back"] = result.HeldBack, ["iou_before"] = result.IouBefore, ["iou_after"] = result.IouAfter,
            };
            JsonOutput.Write(output, told);
            return;
        }

        string measured = result is { IouBefore: { } before, IouAfter: { } after }
            ? string.Create(CultureInfo.InvariantCulture, $" On {result.HeldBack} that were held back IoU is {after:0.000}; it was {before:0.000}.")
            : " None of them is one that is held back to measure: with more masks there will be.";
        output.WriteLine($"{path}: taught on with {result.Taught} masks.{measured}");
    }

    private static FitFacts FitEncoder(
        RunFolder run, string[]? data, EncoderFitOptions options, Device device, InvocationConfiguration console, CancellationToken cancellation)
    {
        if (data is null or [])
            throw new UserErrorException("The encoder is fitted to photos: add --data with the packed set of the training.");
        using PackedSetMixture photos = PackedSetMixture.Open(data);
        if (photos.HasMasks)
            console.Error.WriteLine("The masks that the photos are packed with teach the encoder, too.");
        return Progress.Show(
            console.Error, "Fitting", "steps", progress => RunFit.Encoder(run, photos, options, device, progress, cancellation));
    }

    private static string Further(FitFacts facts)
        => (facts.CutOutSteps > 0 ? $", {facts.CutOutSteps} of cut-outs" : string.Empty)
            + (facts.FinerSteps > 0 ? $", {facts.FinerSteps} of finer masks at {facts.Side} pixels" : string.Empty)
            + (facts.ShortOfTime ? ", the rest left out for want of time" : string.Empty);

    private static string Consistency(FitFacts facts)
        => facts.Consistency is { } seen
            ? string.Create(CultureInfo.InvariantCulture, $" On photos it agrees with itself by {seen.SelfAgreement:0.00}; masks of different photos overlap by {seen.SilhouetteOverlap:0.00}.")
            : string.Empty;

    private static JsonObject ToJson(FitFacts facts, string path) => new()
    {
        ["path"] = path,
        ["method"] = facts.Method,
        ["steps"] = facts.Steps,
        ["cutout_steps"] = facts.CutOutSteps,
        ["finer_steps"] = facts.FinerSteps,
        ["short_of_time"] = facts.ShortOfTime,
        ["correction_steps"] = facts.CorrectionSteps,
        ["side"] = facts.Side,
        ["seed"] = facts.Seed,
        ["final_loss"] = facts.FinalLoss,
        ["self_agreement"] = facts.Consistency?.SelfAgreement,
        ["silhouette_overlap"] = facts.Consistency?.SilhouetteOverlap,
        ["checkpoint"] = facts.Checkpoint,
    };
}
