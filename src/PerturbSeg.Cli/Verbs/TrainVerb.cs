using System.CommandLine;
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
internal static class TrainVerb
{
    public static Command Create()
    {
        var data = new Option<string[]>("--data")
        {
            Description = "A packed set, made by 'perturbseg pack'. Given several times, each set has the same share of every batch.",
            HelpName = "file",
            Required = true,
        };
        var output = new Option<string>("--out") { Description = "The run folder.", HelpName = "folder", Required = true };
        var preset = new Option<string>("--preset") { Description = $"{string.Join(", ", Presets.Names)}.", DefaultValueFactory = _ => "small" };
        var minMask = new Option<double[]>("--min-mask")
        {
            Description = "The smallest share of the image that an object may take; once, or once for each --data where kinds differ in size. When left out, trainings of more than 24 kimg try several first.",
            HelpName = "share",
        };
        var minutes = new Option<double?>("--minutes") { Description = "Stop after this long.", HelpName = "minutes" };
        var kimg = new Option<double?>("--kimg") { Description = "Stop after this many thousands of photos shown, earlier ones of the run included.", HelpName = "kimg" };
        var seed = new Option<ulong>("--seed") { Description = "Seed of weights, latents, perturbations and order of photos." };
        var attempts = new Option<int?>("--attempts")
        {
            Description = "How often to begin or to go back to where it was right, at most, where the split into layers is degenerate; when left out, 3 (1 with --from, for scenes, for networks that grow and without perturbations).",
            HelpName = "count",
        };
        var from = new Option<string>("--from")
        {
            Description = "Begin with the networks of this run, of the same side or a smaller one: a run of 32 pixels grows to 64 with --preset base; with --preset scenes its backgrounds and discriminator go on, and objects begin anew.",
            HelpName = "folder",
        };
        var resume = new Option<bool>("--resume") { Description = "Go on with the run in the folder." };
        var device = DeviceOption.Create();
        var threads = DeviceOption.CreateThreads();
        var replicas = new ReplicaOptions();
        var precision = new Option<string>("--precision") { Description = "What convolutions compute in; auto takes the faster.", DefaultValueFactory = _ => "auto" };
        precision.AcceptOnlyFromAmong("auto", "bfloat16", "float32");
        var noPerturbation = new Option<bool>("--no-perturbation") { Description = "Perturb nothing: no split should emerge. For comparison." };
        var settings = new Option<string[]>("--set")
        {
            Description = "Change one setting of the preset, as name=value; the names are those in config.json.",
            HelpName = "name=value",
            AllowMultipleArgumentsPerToken = true,
        };
        Option<bool> json = JsonOutput.Option();
        var command = new Command("train", "Trains a layered generator on a packed set of photos.")
        {
            data, output, preset, minMask, minutes, kimg, seed, attempts, from, resume, device, threads, precision, noPerturbation, settings, json,
        };
        replicas.AddTo(command);
        command.Validators.Add(given =>
        {
            Option[] fixedAtStart = [preset, minMask, seed, from, precision, noPerturbation, settings];
            if (given.GetValue(resume) && fixedAtStart.FirstOrDefault(option => given.GetResult(option) is { Implicit: false }) is { } option)
                given.AddError($"{option.Name} cannot be changed with --resume: a run keeps the settings it began with. Leave it out, or begin another run.");
            SettingsTwice.Refuse(given, settings, (minMask, ["min_mask", "min_masks"]), (seed, ["seed"]), (precision, ["precision"]));
        });
        command.SetAction((parsed, cancellation) =>
        {
            var request = new Request(
                parsed.GetRequiredValue(data),
                parsed.GetRequiredValue(output),
                parsed.GetValue(preset)!,
                parsed.GetValue(minMask),
                parsed.GetValue(minutes),
                parsed.GetValue(kimg),
                parsed.GetValue(seed),
                parsed.GetValue(attempts),
                parsed.GetValue(from),
                parsed.GetValue(resume),
                DeviceOption.ParseOfRank(parsed.GetValue(device)!),
                DeviceOption.ParseThreads(parsed.GetValue(threads)),
                parsed.GetValue(precision)!,
                parsed.GetValue(noPerturbation),
                parsed.GetValue(settings) ?? [],
                parsed.GetValue(json));
            return replicas.Run(parsed, request.Threads, stop => RunRanks(request, parsed.InvocationConfiguration, stop), cancellation);
        });
        return command;
    }

    // One process, or one of those that mpirun or srun started.
    private static int RunRanks(Request request, InvocationConfiguration console, CancellationToken cancellation)
    {
        using ICollective ranks = MpiCollective.IsStarted ? new MpiCollective() : new SingleRank();
        ReplicaGroup? group = null;
        try
        {
            NcclSum? onDevices = NcclSum.Join(ranks, request.Device, out string? obstacle);
            if (ranks.Rank == 0 && obstacle is not null)
                console.Error.WriteLine($"Gradients are summed by MPI in the processor's memory: {obstacle}.");
            int code;
            if (ranks.Rank > 0)
            {
                code = Follow(request, ranks, onDevices);
            }
            else
            {
                using (group = new ReplicaGroup(ranks, onDevices))
                    code = Run(request, group, console, cancellation);
            }

            onDevices?.Dispose(); // not where a rank failed: it would wait for that one
            return code;
        }
        catch (Exception problem) when (group is null or { IsBroken: true })
        {
            console.Error.WriteLine($"Rank {ranks.Rank}: {problem.Message}");
            ranks.Abort(problem is UserErrorException ? ExitCode.WrongInput : ExitCode.Failed); // the other ranks wait for this one
            throw;
        }
    }

    private static int Follow(Request request, ICollective ranks, NcclSum? onDevices)
    {
        TorchRuntime.Threads = request.Threads;
        using PackedSetMixture photos = PackedSetMixture.Open(request.Data);
        ReplicaGroup.Follow(ranks, photos, request.Device, onDevices);
        return ExitCode.Done;
    }

    private static int Run(Request request, ReplicaGroup group, InvocationConfiguration console, CancellationToken cancellation)
    {
        TrainingBudget budget = Budget(request);
        if (request.Attempts is { } most)
            new SupervisionOptions { Attempts = most }.Validate();
        TorchRuntime.Threads = request.Threads;
        using PackedSetMixture packed = PackedSetMixture.Open(request.Data);
        using var writing = FolderLock.Take(request.Output);
        new AttemptFolders(request.Output).Mend();
        MinMaskSearch.RemoveDone(request.Output);
        RunFolder run = request.Resume ? Resume(request, packed) : Start(request, packed, group);
        using PackedSetMixture set = packed.HalvedTo(run.Configuration.Options.Network.Resolution);
        SupervisionOptions options = SupervisionOptions.For(run.Configuration.Options);
        options = options with { Attempts = request.Attempts ?? run.Configuration.Attempts ?? (run.Configuration.StartedFrom is null ? options.Attempts : 1) };
        var judge = new QuickFitJudge(set, request.Device);
        MinMaskChoice? choice = null;
        if (MinMaskSearch.IsUnderWay(run) || LooksForMinMask(request, run.Configuration.Options, options, budget))
        {
            var clock = Stopwatch.StartNew();
            choice = Progress.Show(
                console.Error, "Trying --min-mask", "images",
                progress => new MinMaskSearch(set, run, request.Device, new TrainingCadence(), judge, group).Run(budget.Time, progress, cancellation));
            if (choice.Ended)
                return MinMaskOutput.PrintEnded(choice, run, request.Json, console.Output);
            budget = budget with { Time = budget.Time - clock.Elapsed };
            run = RunFolder.Open(run.FolderPath);
            if (!request.Json)
                MinMaskOutput.Print(choice, console.Output);
        }

        var training = new SupervisedTraining(set, run.FolderPath, options, request.Device, new TrainingCadence(), judge, group);
        IReadOnlyList<Attempt> attempts = Progress.Show(
            console.Error, "Training", "images", progress => training.Run(run, budget, progress, cancellation));
        if (request.Json)
            JsonOutput.Write(console.Output, TrainingOutput.ToJson(attempts, choice));
        else
            TrainingOutput.Print(attempts, console.Output);
        return ExitCode.Done;
    }

    // Where nobody says how large objects are, the networks can learn all at once, and the training is long enough to be worth it.
    private static bool LooksForMinMask(Request request, TrainingOptions training, SupervisionOptions supervision, TrainingBudget budget)
        => !request.Resume
            && request.MinMask is null or []
            && !SettingChanges.Name(request.Settings, "min_mask", "min_masks", "largest_mask")
            && training is { Growing: null, LargestMask: null, Network.JudgesMasks: false }
            && training.Perturbations().Count > 0
            && request.From is null
            && supervision.Attempts > 1
            && budget.Images > 2 * supervision.ProbationImages;

    private static double[]? EachOf(double[] minMask, int sets) => minMask.Length switch
    {
        1 => null,
        int count when count == sets => minMask,
        _ => throw new UserErrorException($"--min-mask is given {minMask.Length} times for {sets} packed sets: give it once, or once for each --data."),
    };

    private static RunFolder Start(Request request, PackedSetMixture set, ReplicaGroup group)
    {
        TrainingOptions options = SettingChanges.Apply(Presets.Named(request.Preset) with { Seed = request.Seed }, request.Settings);
        if (request.MinMask is { Length: > 0 } minMask)
            options = options with { MinMask = minMask.Min(), MinMasks = EachOf(minMask, request.Data.Length) ?? options.MinMasks };
        RunFolder? from = request.From is { } folder ? RunFolder.Open(folder) : null;
        if (from is not null && from.Configuration.Options.Network.JudgesMasks == options.Network.JudgesMasks && request.MinMask is null or [] && !SettingChanges.Name(request.Settings, "min_mask", "min_masks"))
            options = options with { MinMask = from.Configuration.Options.MinMask, MinMasks = from.Configuration.Options.MinMasks };
        if (request.NoPerturbation)
            options = options.WithoutPerturbations();
        options.Validate();
        if (options.MinMasks is { } kinds && kinds.Count != request.Data.Length)
            throw new UserErrorException($"There are {kinds.Count} smallest shares ({string.Join(", ", kinds)}) for {request.Data.Length} packed sets: give --min-mask once, or once for each --data.");
        group.Require(options);
        set.HalvedTo(options.Network.Resolution).Dispose();
        if (options.Network.JudgesMasks)
            set.RequireMasks();
        options = options with
        {
            Precision = request.Precision switch
            {
                "bfloat16" => ScalarType.BFloat16,
                "float32" => ScalarType.Float32,
                _ when SettingChanges.Name(request.Settings, "precision") => options.Precision,
                _ => PrecisionProbe.Choose(options, request.Device),
            },
        };
        RunConfiguration configuration = RunConfiguration.Of(options, set, request.Device, request.Threads) with { Attempts = request.Attempts };
        if (from is null)
            return RunFolder.Create(request.Output, configuration);
        RunFolder run = RunFolder.Create(request.Output, configuration with { StartedFrom = Path.GetFullPath(request.From!) });
        try
        {
            FirstCheckpoint.Write(run, request.Device);
            return run;
        }
        catch
        {
            run.Abandon();
            throw;
        }
    }

    private static RunFolder Resume(Request request, PackedSetMixture set)
    {
        RunFolder run = RunFolder.Open(request.Output);
        bool imported = run.Configuration.ImportedFrom is not null; // from photos that are not known
        if (!imported && !set.Counts.SequenceEqual(run.Configuration.PhotosOfSets))
        {
            throw new UserErrorException(
                $"The run was begun with {Sum(run.Configuration.PhotosOfSets)} photos, '{set.Name}' has {Sum(set.Counts)}: resume with the same packed sets in the same order.");
        }
        if (!imported && set.Fit != run.Configuration.Fit)
            throw new UserErrorException($"The run was begun with photos packed by --fit {run.Configuration.Fit.Word()}, '{set.Name}' by --fit {set.Fit.Word()}: resume with the same packed sets.");
        if (request.Device.ToString() != run.Configuration.Device)
            throw new UserErrorException($"The run was begun on {run.Configuration.Device}: resume it with --device {run.Configuration.Device}.");
        return run;
    }

    private static TrainingBudget Budget(Request request)
    {
        if (request.Minutes is null && request.Kimg is null)
            throw new UserErrorException("Say how long to train: --minutes 45, or --kimg 100.");
        TrainingAmount.Require("--minutes", request.Minutes);
        TrainingAmount.Require("--kimg", request.Kimg);
        return new TrainingBudget(
            request.Kimg is { } kimg ? (long)(kimg * 1000) : long.MaxValue,
            request.Minutes is { } minutes ? TimeSpan.FromMinutes(minutes) : null);
    }

    private static string Sum(IEnumerable<int> counts) => string.Join(" + ", counts);

    private sealed record Request(
        string[] Data,
        string Output,
        string Preset,
        double[]? MinMask,
        double? Minutes,
        double? Kimg,
        ulong Seed,
        int? Attempts,
        string? From,
        bool Resume,
        Device Device,
        int Threads,
        string Precision,
        bool NoPerturbation,
        string[] Settings,
        bool Json);
}
