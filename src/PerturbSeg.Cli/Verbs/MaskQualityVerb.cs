using System.CommandLine;
using System.Globalization;
using PerturbSeg.Metrics;
using PerturbSeg.Torch;
using PerturbSeg.Training.Predicting;
using PerturbSeg.Training.Runs;

namespace PerturbSeg.Cli.Verbs;

/// <summary><c>perturbseg mask-quality --run RUN</c>: what the masks that a generator paints say of it, without labels.</summary>
internal static class MaskQualityVerb
{
    public static Command Create()
    {
        var run = new Option<string>("--run") { Description = "The run folder.", HelpName = "folder", Required = true };
        var count = new Option<int>("--count") { Description = "How many scenes to paint.", HelpName = "count", DefaultValueFactory = _ => 512 };
        var seed = new Option<ulong>("--seed") { Description = "Seed of the scenes.", DefaultValueFactory = _ => 1 };
        Option<string> device = DeviceOption.Create();
        Option<int?> threads = DeviceOption.CreateThreads();
        Option<bool> json = JsonOutput.Option();
        var command = new Command("mask-quality", "Scores the masks that a run's generator paints; needs no true masks.")
        {
            run, count, seed, device, threads, json,
        };
        command.SetAction((parsed, cancellation) =>
        {
            int scenes = parsed.GetValue(count);
            if (scenes is < GeneratedMasks.FewestScenes or > GeneratedMasks.MostScenes)
                throw new UserErrorException($"--count {scenes} is out of range: give {GeneratedMasks.FewestScenes} to {GeneratedMasks.MostScenes}.");
            Device where = DeviceOption.Parse(parsed.GetValue(device)!);
            TorchRuntime.Threads = DeviceOption.ParseThreads(parsed.GetValue(threads));
            InvocationConfiguration console = parsed.InvocationConfiguration;
            var trained = RunFolder.Open(parsed.GetRequiredValue(run));
            GeneratedMaskQuality quality = Progress.Show(console.Error, "Painting", "scenes", progress => GeneratedMasks.Measure(
                trained, scenes, parsed.GetValue(seed), where, progress, cancellation));
            if (parsed.GetValue(json))
                console.Output.WriteLine(quality.ToJson());
            else
                Print(quality, console.Output);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static void Print(GeneratedMaskQuality quality, TextWriter output)
    {
        output.WriteLine($"{quality.Scenes} scenes          mean     5 %    25 %  median    75 %    95 %");
        PrintLine("coverage", quality.Coverage);
        PrintLine("in one piece", quality.Connectedness);
        PrintLine("agreement", quality.Agreement);
        string ofPhotos = quality.PhotoSilhouetteOverlap is { } overlap ? string.Create(CultureInfo.InvariantCulture, $" (masks of photos {overlap:0.000})") : string.Empty;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"binarity {quality.Binarity:0.000}, silhouette overlap {quality.SilhouetteOverlap:0.000}{ofPhotos}, empty masks {quality.Empty:0.0 %}"));
        if (quality.Agreement is null)
            output.WriteLine("No agreement: fit a segmenter with 'perturbseg fit' to compare its masks with the generator's.");

        void PrintLine(string name, Distribution? values)
        {
            if (values is not null)
            {
                output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name,-16} {values.Mean,9:0.000} {values.P05,7:0.000} {values.P25,7:0.000} {values.Median,7:0.000} {values.P75,7:0.000} {values.P95,7:0.000}"));
            }
        }
    }
}
