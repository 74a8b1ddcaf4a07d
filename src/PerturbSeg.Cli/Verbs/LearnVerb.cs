using System.CommandLine;
using System.Globalization;
using PerturbSeg.Corrections;
using PerturbSeg.Files;
using PerturbSeg.Outputs;
using PerturbSeg.PhotoLists;
using PerturbSeg.Photos;
using PerturbSeg.Segmentation;
using PerturbSeg.Torch;
using PerturbSeg.Training.Fitting;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Settings;

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
    private const string MasksName = "masks", PairsName = "pairs.safetensors", ScenesName = "scenes", ScenesReport = "scenes.html", ModelName = "model";

    // Masks are finer than scenes of 32 pixels are.
    private const int FinerSide = 64;

    // Splits of the sets that were tried had settled by then.
    private const double SettledKimg = 16;

    private readonly Argument<string[]> _photos = new("folder") { Description = "Folders of photos of one kind of object.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string> _output = new("--out") { Description = "The folder for everything; one that was begun is gone on with.", HelpName = "folder", Required = true };
    private readonly Option<double> _minutes = new("--minutes") { Description = "How long to train and fit, all calls together.", HelpName = "minutes", DefaultValueFactory = _ => 60 };
    private readonly Option<double?> _scenes = new("--scenes")
    {
        Description = "Then also train, for so many minutes (30 or more), a second generator: it paints scenes with objects in the shapes of the masks.",
        HelpName = "minutes",
    };
    private readonly Option<int> _resolution = new("--resolution") { Description = "The side of the images to train on: 32, or 64, which takes twice as long a step.", HelpName = "pixels", DefaultValueFactory = _ => 32 };
    private readonly Option<double?> _minMask = new("--min-mask") { Description = "The smallest share of the image that an object may take; when left out, several are tried first.", HelpName = "share" };
    private readonly Option<int?> _steps = new("--steps") { Description = "Steps of the fit; when left out, 1000.", HelpName = "count" };
    private readonly Option<int?> _cutOutSteps = new("--cutout-steps") { Description = "Steps of the game with cut-outs after them; when left out, 400.", HelpName = "count" };
    private readonly Option<int?> _finerSteps = new("--finer-steps") { Description = "Steps of each round of finer masks at last; when left out, 300.", HelpName = "count" };
    private readonly Option<string[]> _settings = new("--set")
    {
        Description = "Change one setting of the training, as name=value, once for each; those of networks hold for --scenes as well. The names are those in run/config.json.",
        HelpName = "name=value",
    };

    private readonly Option<ulong> _seed = new("--seed") { Description = "Seed of everything random.", DefaultValueFactory = _ => 1 };
    private readonly Option<int?> _threads = DeviceOption.CreateThreads();

    private LearnVerb() => _resolution.AcceptOnlyFromAmong("32", "64");

    public static Command Create()
    {
        var verb = new LearnVerb();
        var command = new Command("learn", "From folders of photos to their masks, in one go.")
        {
            verb._photos, verb._output, verb._minutes, verb._scenes, verb._resolution, verb._minMask, verb._steps, verb._cutOutSteps, verb._finerSteps, verb._settings, verb._seed, verb._threads,
        };
        command.Validators.Add(given => SettingsTwice.Refuse(given, verb._settings, (verb._minMask, ["min_mask", "min_masks"])));
        command.SetAction(verb.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        string[] photos = parsed.GetRequiredValue(_photos), threads = ["--threads", Text(DeviceOption.ParseThreads(parsed.GetValue(_threads)))];
        string[] seed = Seed(parsed);
        int resolution = parsed.GetValue(_resolution);
        double minutes = parsed.GetValue(_minutes), training = TrainingShare * minutes;
        TrainingAmount.Require("--minutes", minutes);
        if (parsed.GetValue(_scenes) is { } asked)
            TrainingAmount.Require("--scenes", asked);
        CheckSettings(parsed);
        CheckPhotos(photos, parsed.GetRequiredValue(_output));
        using var learning = new Learning(
            parsed.GetRequiredValue(_output),
            new LearnJournal { Photos = [.. photos.Select(Path.GetFullPath)], Resolution = resolution, Given = Shaping(parsed) },
            CommandLine.ShowsTraces(parsed),
            parsed.InvocationConfiguration,
            cancellation);
        string set = learning.At(Learning.PhotosName), run = learning.At(Learning.RunName), masks = learning.At(MasksName), report = learning.At("report.html");
        if (parsed.GetValue(_scenes) is not null && RunFolder.IsIn(learning.At(ScenesName)) && !File.Exists(learning.At(PairsName)))
            throw new UserErrorException($"'{learning.At(ScenesName)}' was trained with '{learning.At(PairsName)}', which is gone: delete '{learning.At(ScenesName)}' to train it anew.");

        string[] seen = [.. photos.SelectMany(folder => (string[])["--photos", folder])], pack = ["pack", .. photos, "--without-masks", "--resolution", Text(Math.Max(resolution, FinerSide)), .. threads];
        if (!File.Exists(set) && await learning.Run([.. pack, "--out", set]) is not ExitCode.Done and var unpacked)
            return unpacked;
        if (RunFolder.IsIn(run) && StepsTaught(RunFolder.Open(run)) is > 0 and var taught)
            learning.Journal = learning.Journal with { StepsToTeachAgain = taught }; // the training may put the segmenter aside with an attempt
        if (await learning.Train(Learning.RunName, set, training, threads, ["--preset", Preset(parsed), .. seed, .. Given(parsed, _minMask), .. Set(Settings(parsed))]) is not ExitCode.Done and var untrained)
            return untrained;
        var trained = RunFolder.Open(run);
        string[] fitting = ["fit", "--run", run, "--data", set, .. seed, .. threads];
        string[] whole = ["--minutes", Text(minutes - training), .. Given(parsed, _steps), .. Given(parsed, _cutOutSteps), .. Given(parsed, _finerSteps)];
        if (await Fit(learning, trained, fitting, whole, seen, parsed.InvocationConfiguration.Error) is not ExitCode.Done and var unfitted)
            return unfitted;
        FitFacts facts = FittedNetworkFile.ReadFacts(trained, FitMethods.Segmenter);
        string fit = $"{facts.Checkpoint}, {Text(facts.Steps + facts.CutOutSteps + facts.FinerSteps + facts.CorrectionSteps)} steps, {FileDigest.Of(trained.SegmenterPath)[..8]}";
        string network = SegmentationModel.PathIn(run);
        bool begun = File.Exists(network) && PhotoListSegmentation.IsOf(masks, FileDigest.Of(network));
        int segmented = await learning.Run(["segment", .. photos, "--run", run, "--out", masks, "--format", "mask,overlay,csv", .. begun ? (string[])["--resume"] : [], .. threads]);
        if (segmented == ExitCode.WrongInput)
            return segmented;
        PhotoList listed = PhotoTasks.List(photos, masks);
        KeyValuePair<string, string>[] finished = Lines(listed, masks);
        if (segmented != ExitCode.Done && 2 * finished.Length < listed.Count)
        {
            parsed.InvocationConfiguration.Error.WriteLine($"Fewer than half of the photos have masks in '{masks}': the same command goes on.");
            return segmented; // something else than photos whose files cannot be written
        }

        cancellation.ThrowIfCancellationRequested();
        if (await learning.Run(["report", "--run", run, .. seen, "--out", report, .. threads]) is not ExitCode.Done and var unreported)
            return unreported;
        string told = Summary(trained, facts, finished, masks, report);
        if (parsed.GetValue(_scenes) is { } time)
        {
            bool doubtful = facts.Consistency?.IsDoubtful == true;
            string[] networks = [.. OfNetworks(parsed), .. resolution == 32 ? (string[])[] : [$"network.resolution={Text(resolution)}"]];
            if (!doubtful && await LearnScenes(learning, fit, pack, time, threads, [.. seed, .. Set(networks)]) is not ExitCode.Done and var unpainted)
                return unpainted;
            told += Environment.NewLine + (doubtful ? "No scenes were trained with these masks." : ScenesSummary(learning, fit));
        }

        parsed.InvocationConfiguration.Output.WriteLine(told);
        return segmented; // one photo whose files cannot be written keeps nothing else away
    }

    // A fit to a longer training begins anew: masks that were mended, and had taught the one before, teach it as well.
    private static async Task<int> Fit(Learning learning, RunFolder run, string[] fitting, string[] whole, string[] seen, TextWriter remarks)
    {
        if (!IsFitted(run) && await learning.Run([.. fitting, .. whole]) is not ExitCode.Done and var unfitted)
            return unfitted;
        if (learning.Journal.StepsToTeachAgain > 0 && StepsTaught(run) == 0)
        {
            string corrections = CorrectionFolder.Of(run.FolderPath);
            string[] teaching = [.. fitting, "--corrections", corrections, "--correction-steps", Text(learning.Journal.StepsToTeachAgain), .. seen];
            int taught = Directory.Exists(corrections) ? await learning.Run(teaching) : ExitCode.WrongInput;
            if (taught == ExitCode.Failed)
                return taught;
            if (taught == ExitCode.WrongInput)
            {
                remarks.WriteLine($"The segmenter had been taught with mended masks, and those in '{corrections}' do not teach it again: the next call tries once more.");
                return ExitCode.Done;
            }
        }

        learning.Journal = learning.Journal with { StepsToTeachAgain = 0 };
        return ExitCode.Done;
    }

    // Photos with their masks teach a second generator, which becomes a model with the segmenter.
    private static async Task<int> LearnScenes(Learning learning, string fit, string[] pack, double minutes, string[] threads, string[] settings)
    {
        string run = learning.At(Learning.RunName), scenes = learning.At(ScenesName), pairs = learning.At(PairsName), model = learning.At(ModelName);
        if (!File.Exists(pairs))
        {
            learning.Journal = learning.Journal with { ScenesOf = fit };
            if (await learning.Run([.. pack, "--masks-by", run, "--out", pairs]) is not ExitCode.Done and var unpaired)
                return unpaired;
        }

        if (await learning.Train(ScenesName, pairs, minutes, threads, ["--preset", "scenes", "--from", run, .. settings]) is not ExitCode.Done and var unlearnt)
            return unlearnt;
        if (await learning.Run(["report", "--run", scenes, "--out", learning.At(ScenesReport), .. threads]) is not ExitCode.Done and var unshown)
            return unshown;
        string holds = $"{fit}; {learning.Journal.ScenesOf}; {Path.GetFileName(RunFolder.Open(scenes).LatestCheckpoint())}", next = $"{model}.next";
        if (learning.Journal.ModelOf == holds && Directory.Exists(model))
            return ExitCode.Done;
        if (Directory.Exists(next))
            Directory.Delete(next, recursive: true);
        if (await learning.Run("export", "--run", run, "--generator", scenes, "--model", next) is not ExitCode.Done and var unexported)
            return unexported;
        Directory.CreateDirectory(model); // with masks that were mended on its page, maybe
        foreach (string file in Directory.GetFiles(next))
            File.Move(file, Path.Combine(model, Path.GetFileName(file)), overwrite: true);
        Directory.Delete(next);
        learning.Journal = learning.Journal with { ModelOf = holds };
        return ExitCode.Done;
    }

    // What training and fitting would refuse after packing, or after an hour.
    private void CheckSettings(ParseResult parsed)
    {
        if (SettingChanges.Name(Settings(parsed), "seed"))
            throw new UserErrorException("The seed is that of training and fit: leave out --set seed, and give --seed.");
        TrainingOptions training = SettingChanges.Apply(Presets.Named(Preset(parsed)), Settings(parsed));
        (parsed.GetValue(_minMask) is { } minMask ? training with { MinMask = minMask } : training).Validate();
        if (training.Network.JudgesMasks)
            throw new UserErrorException("Photos that are learnt have no masks yet, which network.judges_masks judges: leave it out, and add --scenes for a generator that judges them.");
        if (training.MinMasks is { Count: > 1 })
            throw new UserErrorException("Several kinds of objects are trained with a packed set for each: give one --min-mask, or use 'perturbseg train'.");
        if (parsed.GetValue(_scenes) is not null)
            CheckScenes(parsed);
        if (training.Network.Resolution != parsed.GetValue(_resolution))
            throw new UserErrorException($"--set network.resolution={training.Network.Resolution} does not go with --resolution {parsed.GetValue(_resolution)}: give --resolution alone.");
        var fit = new SegmenterFitOptions();
        fit = fit with
        {
            Steps = parsed.GetValue(_steps) ?? fit.Steps,
            CutOuts = parsed.GetValue(_cutOutSteps) is { } cutOuts ? new CutOutOptions { Steps = cutOuts } : fit.CutOuts,
            Finer = parsed.GetValue(_finerSteps) is { } finer ? new FinerFitOptions { Steps = finer } : fit.Finer,
        };
        fit.Validate();
    }

    // Networks of the scenes begin with those of the run.
    private void CheckScenes(ParseResult parsed)
    {
        if (Settings(parsed).FirstOrDefault(change => change.StartsWith("network=", StringComparison.Ordinal)) is { } whole)
            throw new UserErrorException($"Of --set {whole} the scenes would know nothing: give its values one by one, such as network.width=0.3.");
        try
        {
            TrainingOptions scenes = SettingChanges.Apply(Presets.Named(ScenesName), OfNetworks(parsed));
            scenes.Validate();
            if (!scenes.Network.JudgesMasks)
                throw new UserErrorException("Scenes are judged with their masks: leave out network.judges_masks.");
        }
        catch (UserErrorException wrong)
        {
            throw new UserErrorException($"With these --set no scenes can be trained ({wrong.Message.TrimEnd('.')}): change them, or leave out --scenes.", wrong);
        }
    }

    // What segmenting would refuse after an hour of training is refused now.
    private static void CheckPhotos(string[] photos, string output)
    {
        if (photos.FirstOrDefault(path => !Directory.Exists(path)) is { } other)
            throw new UserErrorException($"There is no folder '{other}': name folders of photos.");
        if (photos.FirstOrDefault(path => FolderWalk.IsIn(output, path)) is { } around)
            throw new UserErrorException($"'{output}' lies in '{around}', and what is written there would be taken for photos: name a folder beside it.");
        PhotoTasks.List(photos, Path.Combine(output, MasksName));
    }

    // What has to be the same where a begun folder is gone on with.
    private string[] Shaping(ParseResult parsed)
        => [.. Given(parsed, _minMask), .. Given(parsed, _steps), .. Given(parsed, _cutOutSteps), .. Given(parsed, _finerSteps), .. Set(Settings(parsed)), .. Seed(parsed)];

    private string[] Settings(ParseResult parsed) => parsed.GetValue(_settings) ?? [];

    private string[] OfNetworks(ParseResult parsed) => [.. Settings(parsed).Where(change => change.StartsWith("network.", StringComparison.Ordinal))];

    private static string[] Set(string[] changes) => [.. changes.SelectMany(change => (string[])["--set", change])];

    private string Preset(ParseResult parsed) => parsed.GetValue(_resolution) == 32 ? "small" : "base";

    private string[] Seed(ParseResult parsed) => [_seed.Name, Text(parsed.GetValue(_seed))];

    private static string[] Given<T>(ParseResult parsed, Option<T?> option)
        where T : struct, IFormattable
        => parsed.GetValue(option) is { } value ? [option.Name, Text(value)] : [];

    private static int StepsTaught(RunFolder run)
        => File.Exists(run.SegmenterPath) ? FittedNetworkFile.ReadFacts(run, FitMethods.Segmenter).CorrectionSteps : 0;

    private static bool IsFitted(RunFolder run)
        => File.Exists(run.SegmenterPath) && FittedNetworkFile.ReadFacts(run, FitMethods.Segmenter).Checkpoint == Path.GetFileName(run.LatestCheckpoint());

    // The table's lines of photos that are there: it keeps those of photos that are gone.
    private static KeyValuePair<string, string>[] Lines(PhotoList photos, string masks)
    {
        var table = new AreaTable();
        string path = Path.Combine(masks, table.FileName);
        HashSet<string> there = photos.Select(photo => table.Key(photo.OutputName, photo.EntryName)).ToHashSet(StringComparer.Ordinal);
        return File.Exists(path) ? [.. table.Read(File.ReadAllText(path)).Where(line => there.Contains(line.Key))] : [];
    }

    // How sure the masks are, where to look first, and what to change.
    private static string Summary(RunFolder run, FitFacts facts, KeyValuePair<string, string>[] lines, string masks, string report)
    {
        string agreement = facts.Consistency is { } seen ? string.Create(CultureInfo.InvariantCulture, $"Masks agree with themselves by {seen.SelfAgreement:0.00}") : "Masks were not judged";
        double kimg = RunFolder.KimgOf(run.LatestCheckpoint());
        if (kimg < SettledKimg)
            agreement = string.Create(CultureInfo.InvariantCulture, $"Only {kimg:0.0} kimg were trained, and splits settle in {SettledKimg}: call it again with more --minutes. {agreement}");
        if (facts.Consistency?.IsDoubtful == true)
            return $"{agreement}, which is little: the split is probably wrong. {MinMaskAdvice.OfDoubt(run)}";
        string[] first = [.. lines
            .OrderByDescending(photo => double.Parse(photo.Value[(photo.Value.LastIndexOf(',') + 1)..], CultureInfo.InvariantCulture))
            .Take(LeastSure).Select(photo => UntrustedText.Plain(photo.Key))];
        return $"{agreement}. Masks are in {masks}; look first at {string.Join(", ", first)}, which are the most doubtful, and at {report}. {MinMaskAdvice.For(run, "begin another folder")}";
    }

    private static string ScenesSummary(Learning learning, string fit)
    {
        double kimg = RunFolder.KimgOf(RunFolder.Open(learning.At(ScenesName)).LatestCheckpoint());
        string early = kimg < SettledKimg ? string.Create(CultureInfo.InvariantCulture, $" Only {kimg:0.0} kimg of them were trained: call it again with more --scenes.") : string.Empty;
        string earlier = learning.Journal.ScenesOf is { } known && known != fit
            ? $" They have the shapes of an earlier fit ({known}): delete {PairsName} and {ScenesName} in {learning.Folder} to train them anew."
            : string.Empty;
        return $"Scenes are in {learning.At(ScenesReport)}; {ShellWords.Command("serve", learning.At(ModelName))} plays with them.{early}{earlier}";
    }

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
