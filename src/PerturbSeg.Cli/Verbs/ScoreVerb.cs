using System.CommandLine;
using System.Globalization;
using PerturbSeg.Files;
using PerturbSeg.Photos;
using PerturbSeg.Torch;
using PerturbSeg.Training.PackedSets;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Scoring;

namespace PerturbSeg.Cli.Verbs;

/// <summary><c>perturbseg score --run RUN --data SET</c>: how close the composites of a run come to photos.</summary>
internal static class ScoreVerb
{
    public static Command Create()
    {
        var run = new Option<string>("--run") { Description = "The run folder.", HelpName = "folder", Required = true };
        var data = new Option<string[]>("--data") { Description = "The packed sets of photos to compare with, packed as those of the training.", HelpName = "file", Required = true };
        var features = new Option<string>("--features") { Description = $"A TorchScript module that makes vectors of images, such as {TorchScriptFeatures.InceptionFile}; when left out, a network with random weights.", HelpName = "file" };
        var images = new Option<int?>("--images") { Description = $"How many composites and photos; when left out, {GeneratorScoreOptions.DefaultImages}, or all photos where there are fewer.", HelpName = "count" };
        var seed = new Option<ulong>("--seed") { Description = "Seed of scenes, and of the choice and the crops of photos.", DefaultValueFactory = _ => 1 };
        var cache = new Option<string>("--cache") { Description = "The folder that keeps what the features say about photos; when left out, perturbseg in the user's cache folder.", HelpName = "folder" };
        Option<string?> shard = ShardOption.Create("'perturbseg merge' joins the parts in the folder that --out names");
        var output = new Option<string?>("--out") { Description = "With --shard, the folder of all parts.", HelpName = "folder" };
        Option<string> device = DeviceOption.Create();
        Option<int?> threads = DeviceOption.CreateThreads();
        Option<bool> json = JsonOutput.Option();
        var command = new Command("score", "Scores the composites of a run against photos: Fréchet and kernel distance, precision and recall.")
        {
            run, data, features, images, seed, cache, shard, output, device, threads, json,
        };
        command.SetAction((parsed, cancellation) =>
        {
            Device where = DeviceOption.Parse(parsed.GetValue(device)!);
            TorchRuntime.Threads = DeviceOption.ParseThreads(parsed.GetValue(threads));
            InvocationConfiguration console = parsed.InvocationConfiguration;
            WorkShard? shared = ShardOption.Parse(parsed.GetValue(shard));
            if (shared is null != parsed.GetValue(output) is null)
                throw new UserErrorException("A part of a score goes to a folder, and whole scores are printed: give both --shard and --out, or neither.");
            var options = new GeneratorScoreOptions { Images = parsed.GetValue(images), Seed = parsed.GetValue(seed), CacheFolder = parsed.GetValue(cache) ?? ReferenceCache.DefaultFolder };
            RunFolder folder = RunFolder.Open(parsed.GetRequiredValue(run));
            using PackedSetMixture photos = PackedSetMixture.Open(parsed.GetRequiredValue(data));
            using IImageFeatures look = ImageFeatures.Open(parsed.GetValue(features), where);
            if (shared is { } part && parsed.GetValue(output) is { } parts)
            {
                OutputPlace.CheckFolder(parts, shared: true);
                using var place = OutputPart.Begin(parts, part);
                int own = Progress.Show(console.Error, "Scoring", "images", progress => ScoreParts.Score(folder, photos, look, options, place, progress, cancellation));
                place.Finish();
                ShardOption.Print(parsed, parsed.GetValue(json), parts, part, own, "images");
                return Task.FromResult(ExitCode.Done);
            }

            GeneratorScore score = Progress.Show(console.Error, "Scoring", "images", progress => GeneratorScore.Of(
                folder, photos, look, options, progress, cancellation));
            if (parsed.GetValue(json))
                console.Output.WriteLine(score.ToJson());
            else
                Print(score, console.Output);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    /// <summary>Prints the score as a table.</summary>
    public static void Print(GeneratorScore score, TextWriter output)
    {
        bool inception = score.FeaturesFingerprint == TorchScriptFeatures.InceptionSha256;
        Line($"{score.Images} composites against {score.Images} photos, features: {score.Features}");
        Line($"{"Fréchet distance" + (inception ? " (FID)" : string.Empty),-24}{score.FrechetDistance,10:0.000}");
        Line($"{"kernel distance" + (inception ? " (KID)" : string.Empty),-24}{score.KernelDistance,10:0.00000} ± {score.KernelDistanceDeviation:0.00000}");
        Line($"{"precision",-24}{score.Precision,10:0.000}");
        Line($"{"recall",-24}{score.Recall,10:0.000}");

        void Line(FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture));
    }
}
