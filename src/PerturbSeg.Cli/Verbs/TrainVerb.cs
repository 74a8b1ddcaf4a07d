using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics;
using PerturbSeg.Files;
using PerturbSeg.Imaging;
using PerturbSeg.Torch;
using PerturbSeg.Training.Collectives;
using PerturbSeg.Training.PackedSets;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Settings;
using PerturbSeg.Training.Supervision;

namespace PerturbSeg.Cli.Verbs;

/// <summary><c>perturbseg train --data SET --out RUN</c>: trains a layered generator on packed sets.</summary>
internal sealed class TrainVerb
{
    private readonly Option<string[]> _data = new("--data")
    {
        Description = "A packed set, made by 'perturbseg pack'. Given several times, each set has the same share of every batch.",
        HelpName = "file",
        Required = true,
    };
    private readonly Option<string> _output = new("--out") { Description = "The run folder.", HelpName = "folder", Required = true };
    private readonly Option<string> _preset = new("--preset") { Description = $"{string.Join(", ", Presets.Names)}.", DefaultValueFactory = _ => "small" };
    private readonly Option<double[]> _minMask = new("--min-mask")
    {
        Description = "The smallest share of the image that an object may take; once, or once for each --data where kinds differ in size. When left out, trainings of more than 24 kimg try several first.",
        HelpName = "share",
    };
    private readonly Option<double?> _minutes = new("--minutes") { Description = "Stop after this long.", HelpName = "minutes" };
    private readonly Option<double?> _kimg = new("--kimg") { Description = "Stop after this many thousands of photos shown, earlier ones of the run included.", HelpName = "kimg" };
    private readonly Option<ulong> _seed = new("--seed") { Description = "Seed of weights, latents, perturbations and order of photos." };
    private readonly Option<int?> _attempts = new("--attempts")
    {
        Description = "How often to begin or to go back to where it was right, at most, where the split into layers is degenerate; when left out, 3 (1 with --from, for scenes, for networks that grow and without perturbations).",
        HelpName = "count",
    };
    private readonly Option<string?> _from = new("--from")
    {
        Description = "Begin with the networks of this run, of the same side or a smaller one: a run of 32 pixels grows to 64 with --preset base; with --preset scenes its backgrounds and discriminator go on, and objects begin anew.",
        HelpName = "folder",
    };
    private readonly Option<bool> _resume = new("--resume") { Description = "Go on with the run in the folder." };
    private readonly Option<string> _device = DeviceOption.Create();
    private readonly Option<int?> _threads = DeviceOption.CreateThreads();
    private readonly ReplicaOptions _replicas = new();
    private readonly Option<string> _precision = new("--precision") { Description = "What convolutions compute in; auto takes the faster.", DefaultValueFactory = _ => "auto" };
    private readonly Option<bool> _noPerturbation = new("--no-perturbation") { Description = "Perturb nothing: no split should emerge. For comparison." };
    private readonly Option<string[]> _settings = new("--set")
    {
        Description = "Change one setting of the preset, as name=value; the names are those in config.json.",
        HelpName = "name=value",
        AllowMultipleArgumentsPerToken = true,
    };
    private readonly Option<bool> _json = JsonOutput.Option();

    private TrainVerb() => _precision.AcceptOnlyFromAmong("auto", "bfloat16", "float32");

    public static Command Create()
    {
        var verb = new TrainVerb();
        var command = new Command("train", "Trains a layered generator on a packed set of photos.")
        {
            verb._data, verb._output, verb._preset, verb._minMask, verb._minutes, verb._kimg, verb._seed, verb._attempts, verb._from, verb._resume,
            verb._device, verb._threads, verb._precision, verb._noPerturbation, verb._settings, verb._json,
        };
        verb._replicas.AddTo(command);
        command.Validators.Add(verb.RefuseConflicts);
        command.SetAction((parsed, cancellation) =>
        {
            var device = DeviceOption.ParseOfRank(parsed.GetValue(verb._device)!);
            int threads = DeviceOption.ParseThreads(parsed.GetValue(verb._threads));
            return verb._replicas.Run(parsed, threads, stop => verb.RunRanks(parsed, device, threads, stop), cancellation);
        });
        return command;
    }

    private void RefuseConflicts(CommandResult given)
    {
        Option[] fixedAtStart = [_preset, _minMask, _seed, _from, _precision, _noPerturbation, _settings];
        if (given.GetValue(_resume) && fixedAtStart.FirstOrDefault(option => given.GetResult(option) is { Implicit: false }) is { } option)
            given.AddError($"{option.Name} cannot be changed with --resume: a run keeps the settings it began with. Leave it out, or begin another run.");
        SettingsTwice.Refuse(given, _settings, (_minMask, ["min_mask", "min_masks"]), (_seed, ["seed"]), (_precision, ["precision"]));
    }

    // One process, or one of those that mpirun or srun started.
    private int RunRanks(ParseResult parsed, Device device, int threads, CancellationToken cancellation)
    {
        TextWriter error = parsed.InvocationConfiguration.Error;
        using ICollective ranks = MpiCollective.IsOneOfSeveral ? new MpiCollective() : new SingleRank();
        ReplicaGroup? group = null;
        try
        {
            NcclSum? onDevices = NcclSum.Join(ranks, device, out string? obstacle);
            if (ranks.Rank == 0 && obstacle is not null)
                error.WriteLine($"Gradients are summed by MPI in the processor's memory: {obstacle}.");
            int code;
            if (ranks.Rank > 0)
            {
                code = Follow(parsed.GetRequiredValue(_data), device, threads, ranks, onDevices);
            }
            else
            {
                using (group = new ReplicaGroup(ranks, onDevices))
                    code = Run(parsed, device, threads, group, cancellation);
            }

            onDevices?.Dispose(); // not where a rank failed: it would wait for that one
            return code;
        }
        catch (Exception problem) when (group is null or { IsBroken: true })
        {
            error.WriteLine($"Rank {ranks.Rank}: {problem.Message}");
            ranks.Abort(problem is UserErrorException ? ExitCode.WrongInput : ExitCode.Failed); // the other ranks wait for this one
            throw;
        }
    }

    private static int Follow(string[] data, Device device, int threads, ICollective ranks, NcclSum? onDevices)
    {
        TorchRuntime.Threads = threads;
        using PackedSetMixture photos = PackedSetMixture.Open(data);
        ReplicaGroup.Follow(ranks, photos, device, onDevices);
        return ExitCode.Done;
    }

    private int Run(ParseResult parsed, Device device, int threads, ReplicaGroup group, CancellationToken cancellation)
    {
        InvocationConfiguration console = parsed.InvocationConfiguration;
        string output = parsed.GetRequiredValue(_output);
        TrainingBudget budget = Budget(parsed);
        int? attempts = parsed.GetValue(_attempts);
        if (attempts is { } most)
            new SupervisionOptions { Attempts = most }.Validate();
        TorchRuntime.Threads = threads;
        using PackedSetMixture packed = PackedSetMixture.Open(parsed.GetRequiredValue(_data));
        using var writing = FolderLock.Take(output);
        if (parsed.GetValue(_resume))
            new AttemptFolders(output).Mend();
        if (RunFolder.IsIn(output))
            MinMaskSearch.RemoveDone(output);
        RunFolder run = parsed.GetValue(_resume) ? Resume(output, device, packed) : Start(parsed, device, threads, packed, group);
        using PackedSetMixture set = packed.HalvedTo(run.Configuration.Options.Network.Resolution);
        SupervisionOptions options = SupervisionOptions.For(run.Configuration.Options);
        options = options with { Attempts = attempts ?? run.Configuration.Attempts ?? (run.Configuration.StartedFrom is null ? options.Attempts : 1) };
        var judge = new QuickFitJudge(set, device);
        MinMaskChoice? choice = null;
        if (parsed.GetValue(_resume) ? MinMaskSearch.IsUnderWay(run) : LooksForMinMask(parsed, run.Configuration.Options, options, budget))
        {
            MinMaskSearch.Begin(run);
            var clock = Stopwatch.StartNew();
            choice = Progress.Show(
                console.Error, "Trying --min-mask", "images",
                progress => new MinMaskSearch(set, run, device, new TrainingCadence(), judge, group).Run(budget.Time, progress, cancellation));
            if (choice.Ended)
                return MinMaskOutput.PrintEnded(choice, run, parsed.GetValue(_json), console.Output);
            budget = budget with { Time = budget.Time - clock.Elapsed };
            run = RunFolder.Open(run.FolderPath);
            if (!parsed.GetValue(_json))
                MinMaskOutput.Print(choice, console.Output);
        }

        var training = new SupervisedTraining(set, run.FolderPath, options, device, new TrainingCadence(), judge, group);
        IReadOnlyList<Attempt> made = Progress.Show(
            console.Error, "Training", "images", progress => training.Run(run, budget, progress, cancellation));
        if (parsed.GetValue(_json))
            JsonOutput.Write(console.Output, TrainingOutput.ToJson(made, choice));
        else
            TrainingOutput.Print(made, console.Output);
        return ExitCode.Done;
    }

    // Where nobody says how large objects are, the networks can learn all at once, and the training is long enough to be worth it.
    private bool LooksForMinMask(ParseResult parsed, TrainingOptions training, SupervisionOptions supervision, TrainingBudget budget)
        => parsed.GetValue(_minMask) is null or []
            && !SettingChanges.Name(Settings(parsed), "min_mask", "min_masks", "largest_mask")
            && training is { Growing: null, LargestMask: null, Network.JudgesMasks: false }
            && training.Perturbations().Count > 0
            && parsed.GetValue(_from) is null
            && supervision.Attempts > 1
            && budget.Images > 2 * supervision.ProbationImages;

    private string[] Settings(ParseResult parsed) => parsed.GetValue(_settings) ?? [];

    private RunFolder Start(ParseResult parsed, Device device, int threads, PackedSetMixture set, ReplicaGroup group)
    {
        RunFolder? from = parsed.GetValue(_from) is { } folder ? RunFolder.Open(folder) : null;
        TrainingOptions options = Asked(parsed, from);
        options.Validate();
        options.RequireMinMasksOf(parsed.GetRequiredValue(_data).Length);
        group.Require(options);
        set.HalvedTo(options.Network.Resolution).Dispose();
        if (options.Network.JudgesMasks)
            set.RequireMasks();
        options = options with
        {
            Precision = parsed.GetValue(_precision) switch
            {
                "bfloat16" => ScalarType.BFloat16,
                "float32" => ScalarType.Float32,
                _ when SettingChanges.Name(Settings(parsed), "precision") => options.Precision,
                _ => PrecisionProbe.Choose(options, device),
            },
        };
        string output = parsed.GetRequiredValue(_output);
        RunConfiguration configuration = RunConfiguration.Of(options, set, device, threads) with { Attempts = parsed.GetValue(_attempts) };
        if (from is null)
            return RunFolder.Create(output, configuration);
        RunFolder run = RunFolder.Create(output, configuration with { StartedFrom = Path.GetFullPath(from.FolderPath) });
        try
        {
            FirstCheckpoint.Write(run, device);
            return run;
        }
        catch
        {
            run.Abandon();
            throw;
        }
    }

    // The settings that the command line asks for, not checked yet.
    private TrainingOptions Asked(ParseResult parsed, RunFolder? from)
    {
        string[] changes = Settings(parsed);
        double[] minMask = parsed.GetValue(_minMask) ?? [];
        TrainingOptions options = SettingChanges.Apply(Presets.Named(parsed.GetValue(_preset)!) with { Seed = parsed.GetValue(_seed) }, changes);
        if (minMask.Length > 0)
            options = options.WithMinMasks(minMask, parsed.GetRequiredValue(_data).Length);
        else if (from?.Configuration.Options is { } others && others.Network.JudgesMasks == options.Network.JudgesMasks && !SettingChanges.Name(changes, "min_mask", "min_masks"))
            options = options with { MinMask = others.MinMask, MinMasks = others.MinMasks };
        return parsed.GetValue(_noPerturbation) ? options.WithoutPerturbations() : options;
    }

    private static RunFolder Resume(string output, Device device, PackedSetMixture set)
    {
        RunFolder run = RunFolder.Open(output);
        bool imported = run.Configuration.ImportedFrom is not null; // from photos that are not known
        if (!imported && !set.Counts.SequenceEqual(run.Configuration.PhotosOfSets))
        {
            throw new UserErrorException(
                $"The run was begun with {Sum(run.Configuration.PhotosOfSets)} photos, '{set.Name}' has {Sum(set.Counts)}: resume with the same packed sets in the same order.");
        }
        if (!imported && set.Fit != run.Configuration.Fit)
            throw new UserErrorException($"The run was begun with photos packed by --fit {run.Configuration.Fit.Word()}, '{set.Name}' by --fit {set.Fit.Word()}: resume with the same packed sets.");
        if (device.ToString() != run.Configuration.Device)
            throw new UserErrorException($"The run was begun on {run.Configuration.Device}: resume it with --device {run.Configuration.Device}.");
        return run;
    }

    private TrainingBudget Budget(ParseResult parsed)
    {
        (double? minutes, double? kimg) = (parsed.GetValue(_minutes), parsed.GetValue(_kimg));
        if (minutes is null && kimg is null)
            throw new UserErrorException("Say how long to train: --minutes 45, or --kimg 100.");
        TrainingAmount.Require("--minutes", minutes);
        TrainingAmount.Require("--kimg", kimg);
        return new TrainingBudget(kimg is { } images ? (long)(images * 1000) : long.MaxValue, minutes is { } most ? TimeSpan.FromMinutes(most) : null);
    }

    private static string Sum(IEnumerable<int> counts) => string.Join(" + ", counts);
}
