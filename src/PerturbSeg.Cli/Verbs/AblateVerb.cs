using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using PerturbSeg.Files;
using PerturbSeg.Photos;
using PerturbSeg.Torch;
using PerturbSeg.Training.Ablation;
using PerturbSeg.Training.PackedSets;
using PerturbSeg.Training.Scoring;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Cli.Verbs;

/// <summary><c>perturbseg ablate --data SET --out DIR</c>: trains the variants of a study alike and puts them in a table.</summary>
internal static class AblateVerb
{
    public static Command Create()
    {
        var data = new Option<string[]>("--data")
        {
            Description = "A packed set, made by 'perturbseg pack'. Given several times, each set has the same share of every batch.",
            HelpName = "file",
            Required = true,
        };
        var output = new Option<string>("--out") { Description = "The study's folder; the same command goes on with a study that was stopped.", HelpName = "folder", Required = true };
        var study = new Option<string>("--study") { Description = $"{string.Join(", ", Studies.Names)}, or a JSON file.", DefaultValueFactory = _ => PaperStudy.Name, HelpName = "name or file" };
        var variants = new Option<string>("--variants") { Description = "Names parted by commas; when left out, all of the study.", HelpName = "names" };
        var seeds = new Option<string>("--seeds") { Description = "Seeds parted by commas.", DefaultValueFactory = _ => "1", HelpName = "seeds" };
        var kimg = new Option<double>("--kimg") { Description = "Thousands of photos that each run is shown.", DefaultValueFactory = _ => 100, HelpName = "kimg" };
        var fitSteps = new Option<int>("--fit-steps") { Description = "Steps of each segmenter's fit.", DefaultValueFactory = _ => 300, HelpName = "count" };
        var images = new Option<string[]>("--images") { Description = "A folder of photos to score on, or name=folder; several times for several categories.", HelpName = "folder" };
        var masks = new Option<string[]>("--masks") { Description = "The folder of their masks, in the same order.", HelpName = "folder" };
        var features = new Option<string>("--features") { Description = "A TorchScript module that composites and photos are compared by; when left out, a network with random weights.", HelpName = "file" };
        var minMask = new Option<double[]>("--min-mask") { Description = "The smallest share of the image that an object may take: one for all, or one for each --data.", HelpName = "share" };
        var settings = new Option<string[]>("--set")
        {
            Description = "Change one setting of all variants, as name=value; the names are those in config.json.",
            HelpName = "name=value",
            AllowMultipleArgumentsPerToken = true,
        };
        var sideBySide = new Option<int>("--side-by-side") { Description = "Runs at once, each with its --threads.", DefaultValueFactory = _ => 1, HelpName = "count" };
        Option<string> device = DeviceOption.Create();
        Option<int?> threads = DeviceOption.CreateThreads();
        Option<bool> json = JsonOutput.Option();
        var command = new Command("ablate", "Trains the variants of a study with the same budget, photos and seeds, and compares them.")
        {
            data, output, study, variants, seeds, kimg, fitSteps, images, masks, features, minMask, settings, sideBySide, device, threads, json,
        };
        command.Validators.Add(given => SettingsTwice.Refuse(given, settings, (minMask, ["min_mask", "min_masks"])));
        command.SetAction((parsed, cancellation) => RunAsync(
            new Request(
                TypedCommand.Of(parsed),
                [.. parsed.GetRequiredValue(data).Select(path => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)))],
                Path.GetFullPath(parsed.GetRequiredValue(output)),
                parsed.GetValue(study)!,
                Parts(parsed.GetValue(variants)),
                [.. Parts(parsed.GetValue(seeds)).Select(ParseSeed).Distinct()],
                parsed.GetValue(kimg),
                parsed.GetValue(fitSteps),
                Pair(parsed.GetValue(images) ?? [], parsed.GetValue(masks) ?? []),
                parsed.GetValue(features) is { } file ? Path.GetFullPath(file) : null,
                parsed.GetValue(minMask) ?? [],
                parsed.GetValue(settings) ?? [],
                parsed.GetValue(sideBySide),
                DeviceOption.Parse(parsed.GetValue(device)!),
                DeviceOption.ParseThreads(parsed.GetValue(threads)),
                parsed.GetValue(json),
                CommandLine.ShowsTraces(parsed)),
            parsed.InvocationConfiguration,
            cancellation));
        return command;
    }

    private static async Task<int> RunAsync(Request request, InvocationConfiguration console, CancellationToken cancellation)
    {
        if (SettingChanges.Name(request.Settings, "seed"))
            throw new UserErrorException("Each run of a study has a seed of its own: leave out --set seed, and give --seeds.");
        TrainingAmount.Require("--kimg", request.Kimg);
        if (request.Seeds.Length == 0)
            throw new UserErrorException("--seeds names no seed: give whole numbers parted by commas, such as 1,2.");
        if (request.FitSteps < 1)
            throw new UserErrorException($"--fit-steps {request.FitSteps} is out of range: give at least 1, such as 300.");
        if (request.SideBySide is < 1 or > 64)
            throw new UserErrorException($"--side-by-side {request.SideBySide} is out of range: give 1 to 64.");
        EvaluationSet[] evaluations = [.. request.Evaluations.Select(folders => EvaluationSet.Open(folders.Images, folders.Masks))];
        foreach (EvaluationSet pairs in evaluations)
        {
            SkippedPhotosOutput.PrintLeftOut(pairs.LeftOut, console.Error);
            pairs.CheckSizes(cancellation);
        }

        if (request.Features is { } features)
            ImageFeatures.Open(features).Dispose(); // what is wrong with the file is told before anything is trained
        using var writing = FolderLock.Take(request.Output);
        var folder = new StudyFolder(request.Output);
        StudyPlan asked = Plan(request, folder.ReadPlan());
        if (asked.Runs.Any(run => folder.ReadResult(asked, run) is null))
        {
            foreach (EvaluationSet pairs in evaluations)
                pairs.CheckPairs(request.Threads, cancellation); // scored after hours
        }

        StudyPlan plan = folder.Begin(asked);
        var schedule = new StudySchedule(folder, plan, (run, stop) => RunProcess.RunAsync(folder, run, request.ShowsTraces, stop));
        IReadOnlyList<PlannedRun> missing = schedule.Missing(asked.Runs);
        console.Error.WriteLine($"{missing.Count} of {asked.Runs.Count} runs to do, {request.SideBySide} at once.");
        IReadOnlyList<StudyRow> rows = await schedule.RunAsync(
            asked.Runs, request.SideBySide, new Lines(console.Error), cancellation).ConfigureAwait(false);
        if (request.Json)
            JsonOutput.Write(console.Output, ToJson(folder, plan, rows));
        else
            console.Output.Write(File.ReadAllText(folder.TablePath));
        bool isWhole = cancellation.IsCancellationRequested || schedule.Missing(asked.Runs).Count == 0;
        return isWhole ? ExitCode.Done : ExitCode.Failed;
    }

    private static StudyPlan Plan(Request request, StudyPlan? earlier)
    {
        using PackedSetMixture set = PackedSetMixture.Open(request.Data);
        Study study = Studies.Open(request.Study, [.. request.Data.Select(path => Path.GetFileName(path))]);
        TrainingOptions start = Presets.Named(study.Preset);
        start = SettingChanges.Apply(start with { Network = start.Network with { Resolution = set.Resolution } }, request.Settings);
        if (request.MinMasks.Length > 0)
            start = start.WithMinMasks(request.MinMasks, request.Data.Length);
        start.Validate();
        start.RequireMinMasksOf(request.Data.Length);
        TorchRuntime.Threads = request.Threads;
        ScalarType? chosen = null;
        if (!SettingChanges.Name(request.Settings, "precision"))
        {
            // Timed once a study: all its runs compute alike, and go on alike.
            chosen = earlier?.Precision ?? (earlier is { Runs: [var first, ..] } ? (ScalarType?)first.Options.Precision : null) ?? PrecisionProbe.Choose(start, request.Device);
            start = start with { Precision = chosen.Value };
        }

        IReadOnlyList<Variant> variants = study.Select(request.Variants);
        var plan = new StudyPlan
        {
            Study = study.Name,
            Commands = [request.Command],
            Kimg = request.Kimg,
            FitSteps = request.FitSteps,
            Device = request.Device.ToString(),
            Threads = request.Threads,
            Precision = chosen,
            Features = request.Features,
            Evaluations = request.Evaluations,
            Runs =
            [
                .. from variant in variants
                   from seed in request.Seeds
                   select new PlannedRun
                   {
                       Variant = variant.Name,
                       Reason = variant.Reason,
                       Data = variant.Of(request.Data),
                       Options = study.Settings(variant, start with { Seed = seed }),
                   },
            ],
        };
        foreach (PlannedRun run in plan.Runs)
        {
            run.Options.RequireMinMasksOf(run.Data.Count);
            set.HalvedTo(run.Options.Network.Resolution).Dispose(); // refuses what photos cannot be halved to, before anything is written
        }

        return plan;
    }

    private static string[] Parts(string? list) => (list ?? string.Empty).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static ulong ParseSeed(string text)
        => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed)
            ? seed
            : throw new UserErrorException($"--seeds '{text}' is no seed: give whole numbers parted by commas, such as 1,2.");

    private static EvaluationFolders[] Pair(string[] images, string[] masks)
    {
        if (images.Length != masks.Length)
            throw new UserErrorException($"--images is given {images.Length} times and --masks {masks.Length} times: give both for each category.");
        EvaluationFolders[] pairs = [.. images.Zip(masks, (photos, references) => new EvaluationFolders(Name(photos), Folder(photos), Folder(references)))];
        if (pairs.DistinctBy(pair => pair.Name).Count() < pairs.Length)
            throw new UserErrorException($"Two categories are called '{pairs.GroupBy(pair => pair.Name).First(same => same.Count() > 1).Key}': name them, as in --images fish=FOLDER.");
        if (pairs.Length > 1 && pairs.Any(pair => pair.Name == StudyPlan.Together))
            throw new UserErrorException($"No category can be called '{StudyPlan.Together}', as that of all photos is: name it, as in --images fish=FOLDER.");
        return pairs;

        static string Folder(string given) => Path.GetFullPath(given[(NameLength(given) is var length and > 0 ? length + 1 : 0)..]);

        static string Name(string given)
        {
            if (NameLength(given) is var length and > 0)
                return given[..length];
            string folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(given));
            return Path.GetFileName(folder) is "images" && Path.GetDirectoryName(folder) is { } parent ? Path.GetFileName(parent) : Path.GetFileName(folder);
        }

        // "fish=photos/fish": the name is what stands before the first '=', unless that is part of a path.
        static int NameLength(string given)
            => given.IndexOf('=', StringComparison.Ordinal) is var place and > 0 && !given[..place].Contains('/', StringComparison.Ordinal) ? place : 0;
    }

    private static JsonObject ToJson(StudyFolder folder, StudyPlan plan, IReadOnlyList<StudyRow> rows) => new()
    {
        ["study"] = plan.Study,
        ["kimg"] = plan.Kimg,
        ["fit_steps"] = plan.FitSteps,
        ["finished"] = rows.Count(row => row.Result is not null),
        ["runs"] = new JsonArray([.. rows.Select(row => (JsonNode)ToJson(folder, plan, row))]),
        ["table"] = folder.TablePath,
        ["csv"] = folder.CsvPath,
        ["scenes"] = folder.ScenesPath,
        ["report"] = folder.ReportPath,
    };

    private static JsonObject ToJson(StudyFolder folder, StudyPlan plan, StudyRow row)
    {
        var json = new JsonObject { ["variant"] = row.Run.Variant, ["seed"] = row.Run.Options.Seed, ["finished"] = row.Result is not null };
        if (row.Result is { } result)
            foreach (StudyFigure figure in StudyFigure.All(plan))
                json[figure.Key] = figure.Of(result) is { } value && double.IsFinite(value) ? value : null;
        json["verdict"] = row.Verdict;
        json["folder"] = folder.RunPath(row.Run);
        return json;
    }

    // On standard error: a line when a run begins, and one when it ends.
    private sealed class Lines(TextWriter error) : IProgress<StudyRow>
    {
        public void Report(StudyRow value)
        {
            lock (error)
                error.WriteLine($"{value.Run.Id}: {value.Verdict}");
        }
    }

    private sealed record Request(
        string Command,
        string[] Data,
        string Output,
        string Study,
        string[] Variants,
        ulong[] Seeds,
        double Kimg,
        int FitSteps,
        EvaluationFolders[] Evaluations,
        string? Features,
        double[] MinMasks,
        string[] Settings,
        int SideBySide,
        Device Device,
        int Threads,
        bool Json,
        bool ShowsTraces);
}
