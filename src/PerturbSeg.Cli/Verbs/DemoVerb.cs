using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using PerturbSeg.Metrics;
using PerturbSeg.Torch;
using PerturbSeg.Training.Demo;
using PerturbSeg.Training.Fitting;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Settings;

namespace PerturbSeg.Cli.Verbs;

/// <summary><c>perturbseg demo</c>: the whole story on generated scenes, in a few minutes.</summary>
internal static class DemoVerb
{
    public static Command Create()
    {
        var output = new Option<string>("--out") { Description = "The folder for everything; must not exist.", HelpName = "folder", DefaultValueFactory = _ => "demo" };
        var minutes = new Option<double>("--minutes") { Description = "How long to train.", HelpName = "minutes", DefaultValueFactory = _ => 5 };
        var seed = new Option<ulong>("--seed") { Description = "Seed of scenes, training and fit.", DefaultValueFactory = _ => 1 };
        var noPerturbation = new Option<bool>("--no-perturbation") { Description = "Perturb nothing: no split should emerge. For comparison." };
        Option<int?> threads = DeviceOption.CreateThreads();
        Option<bool> json = JsonOutput.Option();
        var command = new Command("demo", "Trains on generated scenes and segments unseen ones: the whole story in under ten minutes.")
        {
            output, minutes, seed, noPerturbation, threads, json,
        };
        command.SetAction((parsed, cancellation) =>
        {
            TorchRuntime.Threads = DeviceOption.ParseThreads(parsed.GetValue(threads));
            TrainingAmount.Require("--minutes", parsed.GetValue(minutes));
            bool still = parsed.GetValue(noPerturbation);
            var options = new DemoOptions
            {
                Folder = parsed.GetValue(output)!,
                Budget = new TrainingBudget(Time: TimeSpan.FromMinutes(parsed.GetValue(minutes))),
                Threads = TorchRuntime.Threads,
                Command = TypedCommand.Of(parsed),
            };
            TrainingOptions training = options.Training with { Seed = parsed.GetValue(seed) };
            training = training with { Precision = PrecisionProbe.Choose(training, Device.Cpu) };
            options = options with { Training = still ? training.WithoutPerturbations() : training };
            return Task.FromResult(Run(options, parsed.GetValue(json), parsed.InvocationConfiguration, cancellation));
        });
        return command;
    }

    private static int Run(DemoOptions options, bool json, InvocationConfiguration console, CancellationToken cancellation)
    {
        if (Directory.Exists(options.Folder))
            throw new UserErrorException($"'{options.Folder}' exists: choose another folder with --out, or remove it.");
        var demo = new DemoRun(options);
        console.Error.WriteLine($"Drawing {options.TrainingScenes} scenes to train on and {options.UnseenScenes} to judge by.");
        demo.DrawScenes(cancellation);
        TrainingResult training = Progress.Show(console.Error, "Training", "images", progress => demo.Train(progress, cancellation));
        FitFacts facts = Progress.Show(console.Error, "Fitting", "steps", progress => demo.Fit(progress, cancellation));
        DemoResult result = demo.Judge(training, cancellation);
        if (json)
            JsonOutput.Write(console.Output, ToJson(result, facts));
        else
            Print(result, console.Output);
        return ExitCode.Done;
    }

    private static void Print(DemoResult result, TextWriter output)
    {
        EvaluationResult scores = result.Evaluation;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"IoU on {scores.Photos} unseen scenes: {scores.IouDataset:0.000} (mean over scenes {scores.IouPhotoMean:0.000})"));
        foreach ((string name, SegmentationFigures figures) in scores.Baselines)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  for comparison, {name.Replace('_', ' ')}: {figures.IouDataset:0.000}"));
        foreach (string verdict in result.Training.Figures.Verdicts)
            output.WriteLine($"Degenerate: {verdict}");
        output.WriteLine($"Generated scenes: {result.Training.SamplePath}");
        output.WriteLine($"Unseen scenes with masks: {result.SheetPath}");
        output.WriteLine($"Report: {result.ReportPath}");
    }

    private static JsonObject ToJson(DemoResult result, FitFacts facts) => new()
    {
        ["evaluation"] = JsonNode.Parse(result.Evaluation.ToJson()),
        ["kimg"] = result.Training.ImagesSeen / 1000.0,
        ["images_per_second"] = Math.Round(result.Training.ImagesPerSecond, 2),
        ["degenerate"] = new JsonArray([.. result.Training.Figures.Verdicts.Select(verdict => (JsonNode)verdict)]),
        ["fit_loss"] = facts.FinalLoss,
        ["samples"] = result.Training.SamplePath,
        ["sheet"] = result.SheetPath,
        ["report"] = result.ReportPath,
    };
}
