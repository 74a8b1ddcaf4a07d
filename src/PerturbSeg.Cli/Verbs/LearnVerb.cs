using System.CommandLine;
using System.Globalization;
using PerturbSeg.Files;
using PerturbSeg.Outputs;
using PerturbSeg.Training.Fitting;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Supervision;

namespace PerturbSeg.Cli.Verbs;

/// <summary>
/// <c>perturbseg learn PHOTOS --out FOLDER</c>: from a folder of photos to their masks. It runs pack, train, fit, segment and report, with <c>--scenes</c> then
/// pack, train, report and export for a generator of scenes, says each command, and goes on where it was stopped.
/// </summary>
internal sealed class LearnVerb
{
    // Of the time, the rest is for fitting; segmenting comes on top.
    private const double TrainingShare = 0.75;
    private const int LeastSure = 3;
    private const string ScenesName = "scenes", ScenesReport = "scenes.html", ModelName = "model";

    // Masks are finer than scenes of 32 pixels are.
    private const int FinerSide = 64;

    // Splits of the sets that were tried had settled by then.
    private const double SettledKimg = 16;

    private readonly Argument<string[]> _photos = new("folder") { Description = "Folders of photos of one kind of object.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string> _output = new("--out") { Description = "The folder for everything; one that was begun is gone on with.", HelpName = "folder", Required = true };
    private readonly Option<double> _minutes = new("--minutes") { Description = "How long to train and fit, all calls together.", HelpName = "minutes", DefaultValueFactory = _ => 60 };
    private readonly Option<double?> _scenes = new("--scenes")
    {
        Description = "Then also train, for so many minutes (20 or more), a second generator: it paints scenes with objects in the shapes of the masks.",
        HelpName = "minutes",
    };
    private readonly Option<int> _resolution = new("--resolution") { Description = "The side of the images to train on: 32, or 64 with an hour or two.", HelpName = "pixels", DefaultValueFactory = _ => 32 };
    private readonly Option<double?> _minMask = new("--min-mask") { Description = "The smallest share of the image that an object may take; when left out, several are tried first.", HelpName = "share" };
    private readonly Option<int?> _steps = new("--steps") { Description = "Steps of the fit; when left out, 1000.", HelpName = "count" };
    private readonly Option<int?> _cutOutSteps = new("--cutout-steps") { Description = "Steps of the game with cut-outs after them; when left out, 400.", HelpName = "count" };
    private readonly Option<int?> _finerSteps = new("--finer-steps") { Description = "Steps of each round of finer masks at last; when left out, 300.", HelpName = "count" };
    private readonly Option<ulong> _seed = new("--seed") { Description = "Seed of everything random.", DefaultValueFactory = _ => 1 };
    private readonly Option<int?> _threads = DeviceOption.CreateThreads();

    private LearnVerb() => _resolution.AcceptOnlyFromAmong("32", "64");

    public static Command Create()
    {
        var verb = new LearnVerb();
        var command = new Command("learn", "From folders of photos to their masks, in one go.")
        {
            verb._photos, verb._output, verb._minutes, verb._scenes, verb._resolution, verb._minMask, verb._steps, verb._cutOutSteps, verb._finerSteps, verb._seed, verb._threads,
        };
        command.SetAction(verb.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        string folder = parsed.GetRequiredValue(_output), set = Path.Combine(folder, "photos.safetensors"), run = Path.Combine(folder, "run");
        string masks = Path.Combine(folder, "masks"), report = Path.Combine(folder, "report.html");
        string[] photos = parsed.GetRequiredValue(_photos), threads = ["--threads", Text(DeviceOption.ParseThreads(parsed.GetValue(_threads)))];
        string[] seed = ["--seed", Text(parsed.GetValue(_seed))];
        int resolution = parsed.GetValue(_resolution);
        double minutes = parsed.GetValue(_minutes);
        TrainingAmount.Require("--minutes", minutes);
        if (parsed.GetValue(_scenes) is { } asked)
            TrainingAmount.Require("--scenes", asked);
        CheckPhotos(photos);
        using var writing = FolderLock.Take(folder);
        LearnJournal journal = Begin(folder, new LearnJournal { Photos = [.. photos.Select(Path.GetFullPath)], Resolution = resolution, Given = Shaping(parsed) }).AfterKill(folder).Save(folder);

        string[] pack = ["pack", .. photos, "--resolution", Text(Math.Max(resolution, FinerSide))];
        if (!File.Exists(set) && await Run([.. pack, "--out", set]) is not ExitCode.Done and var unpacked)
            return unpacked;
        double training = TrainingShare * minutes;
        if (await Train("run", set, training, ["--preset", resolution == 32 ? "small" : "base", .. seed, .. Given(parsed, _minMask)]) is not ExitCode.Done and var untrained)
            return untrained;
        var trainedRun = RunFolder.Open(run);
        if (!IsFitted(trainedRun) && await Run(["fit", "--run", run, "--data", set, "--minutes", Text(minutes - training), .. seed, .. Given(parsed, _steps), .. Given(parsed, _cutOutSteps), .. Given(parsed, _finerSteps), .. threads]) is not ExitCode.Done and var unfitted)
            return unfitted;
        FitFacts facts = FittedNetworkFile.ReadFacts(trainedRun, FitMethods.Segmenter);
        string fit = $"{facts.Checkpoint}, {facts.Steps} steps";
        bool begun = journal.Segmenting == fit;
        journal = (journal with { Segmenting = fit }).Save(folder);
        int segmented = await Run(["segment", .. photos, "--run", run, "--out", masks, "--format", "mask,overlay,csv", .. begun ? (string[])["--resume"] : [], .. threads]);
        if (segmented != ExitCode.Done)
            return segmented;
        if (await Run(["report", "--run", run, "--photos", .. photos, "--out", report, .. threads]) is not ExitCode.Done and var unreported)
            return unreported;
        bool doubtful = facts.Consistency?.IsDoubtful == true;
        if (parsed.GetValue(_scenes) is { } time && !doubtful && await PaintScenes(time) is not ExitCode.Done and var unpainted)
            return unpainted;
        parsed.InvocationConfiguration.Output.WriteLine(Summary(trainedRun, facts, masks, report));
        if (parsed.GetValue(_scenes) is not null)
            parsed.InvocationConfiguration.Output.WriteLine(doubtful ? "No scenes were trained with these masks." : ScenesSummary(folder, journal, fit));
        return ExitCode.Done;

        // Trains for what is left of the time.
        async Task<int> Train(string name, string data, double time, string[] beginning)
        {
            string trained = Path.Combine(folder, name);
            new AttemptFolders(trained).Mend();
            double left = time - (journal.TimeOf(name).Seconds / 60);
            if (left <= 0 && !(RunFolder.IsIn(trained) && RunFolder.Open(trained).HasCheckpoint))
                left = time; // killed before its first checkpoint
            if (left <= 0)
                return ExitCode.Done;
            journal = journal.With(name, journal.TimeOf(name) with { Since = DateTime.UtcNow }).Save(folder);
            int exit = await Run(["train", "--data", data, "--out", trained, "--minutes", Text(left), .. RunFolder.IsIn(trained) ? ["--resume"] : beginning, .. threads]);
            journal = journal.With(name, journal.TimeOf(name).Ended(DateTime.UtcNow)).Save(folder);
            cancellation.ThrowIfCancellationRequested(); // a training that is stopped ends well
            return exit;
        }

        // Photos with their masks teach a second generator.
        async Task<int> PaintScenes(double time)
        {
            string pairs = Path.Combine(folder, "pairs.safetensors"), scenes = Path.Combine(folder, ScenesName);
            if (!File.Exists(pairs))
            {
                if (await Run([.. pack, "--masks-by", run, "--out", pairs]) is not ExitCode.Done and var unpaired)
                    return unpaired;
                journal = (journal with { ScenesOf = fit }).Save(folder);
            }

            string[] side = resolution == 32 ? [] : ["--set", $"network.resolution={Text(resolution)}"];
            if (await Train(ScenesName, pairs, time, ["--preset", "scenes", "--from", run, .. seed, .. side]) is not ExitCode.Done and var unlearnt)
                return unlearnt;
            if (await Run(["report", "--run", scenes, "--out", Path.Combine(folder, ScenesReport), .. threads]) is not ExitCode.Done and var unshown)
                return unshown;
            string model = Path.Combine(folder, ModelName), of = $"{fit}, {Path.GetFileName(RunFolder.Open(scenes).LatestCheckpoint())}";
            if (journal.ModelOf == of && Directory.Exists(model))
                return ExitCode.Done;
            if (Directory.Exists(model))
                Directory.Delete(model, recursive: true);
            int exported = await Run(["export", "--run", run, "--generator", scenes, "--model", model]);
            journal = (journal with { ModelOf = of }).Save(folder);
            return exported;
        }

        Task<int> Run(string[] arguments)
        {
            cancellation.ThrowIfCancellationRequested();
            InvocationConfiguration console = parsed.InvocationConfiguration;
            console.Error.WriteLine($"perturbseg {string.Join(' ', arguments)}");
            return CommandLine.RunAsync(arguments, console.Output, console.Error);
        }
    }

    private static void CheckPhotos(string[] photos)
    {
        if (photos.FirstOrDefault(path => !Directory.Exists(path)) is { } other)
            throw new UserErrorException($"There is no folder '{other}': name folders of photos.");
    }

    private static LearnJournal Begin(string folder, LearnJournal asked)
    {
        LearnJournal? begun = LearnJournal.Read(folder);
        if (begun is not null && Told(begun) is var before && before != Told(asked))
            throw new UserErrorException($"'{folder}' was begun with {before}, and not with {Told(asked)}: name the same to go on, or choose another folder with --out.");
        return begun ?? asked;

        static string Told(LearnJournal journal) => string.Join(' ', [.. journal.Photos.Select(path => $"'{path}'"), "--resolution", Text(journal.Resolution), .. journal.Given]);
    }

    // What has to be the same where a begun folder is gone on with.
    private string[] Shaping(ParseResult parsed)
        => [.. Given(parsed, _minMask), .. Given(parsed, _steps), .. Given(parsed, _cutOutSteps), .. Given(parsed, _finerSteps), "--seed", Text(parsed.GetValue(_seed))];

    private static string[] Given<T>(ParseResult parsed, Option<T?> option)
        where T : struct, IFormattable
        => parsed.GetValue(option) is { } value ? [option.Name, Text(value)] : [];

    private static bool IsFitted(RunFolder run)
        => File.Exists(run.SegmenterPath) && FittedNetworkFile.ReadFacts(run, FitMethods.Segmenter).Checkpoint == Path.GetFileName(run.LatestCheckpoint());

    // How sure the masks are, where to look first, and what to change.
    private static string Summary(RunFolder run, FitFacts facts, string masks, string report)
    {
        string agreement = facts.Consistency is { } seen ? string.Create(CultureInfo.InvariantCulture, $"Masks agree with themselves by {seen.SelfAgreement:0.00}") : "Masks were not judged";
        double kimg = RunFolder.KimgOf(run.LatestCheckpoint());
        if (kimg < SettledKimg)
            agreement = string.Create(CultureInfo.InvariantCulture, $"Only {kimg:0.0} kimg were trained, and splits settle in {SettledKimg}: call it again with more --minutes. {agreement}");
        if (facts.Consistency?.IsDoubtful == true)
            return $"{agreement}, which is little: the split is probably wrong. {FitVerb.Doubt(run)}";
        var table = new AreaTable();
        string path = Path.Combine(masks, table.FileName);
        IEnumerable<string> first = table.Read(File.ReadAllText(path))
            .OrderByDescending(photo => double.Parse(photo.Value[(photo.Value.LastIndexOf(',') + 1)..], CultureInfo.InvariantCulture))
            .Take(LeastSure).Select(photo => photo.Key);
        return $"{agreement}. Masks are in {masks}; look first at {string.Join(", ", first)}, which are the most doubtful, and at {report}. {MinMaskAdvice.For(run, "begin another folder")}";
    }

    private static string ScenesSummary(string folder, LearnJournal journal, string fit)
    {
        string earlier = journal.ScenesOf is { } known && known != fit
            ? $" They have the shapes of an earlier fit ({known}): delete pairs.safetensors and {ScenesName} in {folder} to train them anew."
            : string.Empty;
        return $"Scenes are in {Path.Combine(folder, ScenesReport)}; 'perturbseg serve {Path.Combine(folder, ModelName)}' plays with them.{earlier}";
    }

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
