using System.Diagnostics;
using System.Text.Json.Nodes;

namespace PerturbSeg.Cli.Tests.Verbs;

/// <summary>Studies of seconds on discs with masks, each run a process of its own.</summary>
public sealed class AblateVerbTests(TinyTraining training) : IClassFixture<TinyTraining>
{
    [Fact]
    public async Task A_study_ends_with_a_table_of_all_its_runs_and_a_second_call_trains_nothing_again()
    {
        string study = training.At("study");
        CommandLineRun first = await TinyTraining.Succeed(Arguments(study, "default,plain-no-size-loss", "0.008"));
        JsonObject result = JsonNode.Parse(first.Output)!.AsObject();
        result["finished"]!.GetValue<int>().ShouldBe(2);
        JsonNode run = result["runs"]![1]!;
        run["variant"]!.GetValue<string>().ShouldBe("plain-no-size-loss");
        run["iou_dataset"]!.GetValue<double>().ShouldBeInRange(0, 1);
        run["coverage"]!.GetValue<double>().ShouldBeInRange(0, 1);
        run["agreement"]!.GetValue<double>().ShouldBeInRange(0, 1);
        foreach (string name in (string[])["table.md", "results.csv", "scenes.png", "default-seed-1.png", "default/seed-1/result.json", "default/seed-1/segmenter.safetensors"])
            File.Exists(Path.Combine(study, name)).ShouldBeTrue(name);

        string checkpoint = Directory.GetFiles(Path.Combine(study, "default/seed-1/checkpoints")).Max()!;
        DateTime written = File.GetLastWriteTimeUtc(checkpoint);
        CommandLineRun second = await TinyTraining.Succeed(Arguments(study, "default,plain-no-size-loss", "0.008"));
        second.Error.ShouldStartWith("0 of 2 runs to do");
        File.GetLastWriteTimeUtc(checkpoint).ShouldBe(written);
        second.Output.ShouldBe(first.Output);
    }

    [Fact]
    public async Task A_study_that_is_killed_goes_on_where_it_was()
    {
        string study = training.At("killed");
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "PerturbSeg.Cli"), Arguments(study, "default", "4", batchSize: 80))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using (Process process = Process.Start(start)!)
        {
            string log = Path.Combine(study, "default/seed-1/metrics.jsonl");
            await TrainingProcess.Until(process, () => File.Exists(log) && new FileInfo(log).Length > 0);
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            // The run notices that the study is gone, and stops with a checkpoint.
            await WaitFor(() => Checkpoints(study).Any(file => !file.EndsWith("kimg-000000.000.safetensors", StringComparison.Ordinal)));
        }

        File.Exists(Path.Combine(study, "default/seed-1/result.json")).ShouldBeFalse();
        string before = File.ReadAllText(Path.Combine(study, "default/seed-1/metrics.jsonl"));
        before.ShouldNotBeEmpty();
        CommandLineRun run = await TinyTraining.Succeed(Arguments(study, "default", "4", batchSize: 80));
        JsonNode.Parse(run.Output)!["finished"]!.GetValue<int>().ShouldBe(1);
        File.ReadAllText(Path.Combine(study, "default/seed-1/metrics.jsonl")).ShouldStartWith(before); // it went on, and did not begin anew
    }

    [Theory]
    [InlineData("no-shft", "did you mean no-shift")]
    public async Task A_mistyped_variant_is_refused_before_anything_is_written(string variant, string told)
    {
        CommandLineRun run = await CommandLineRun.Of(Arguments(training.At("none"), variant, "0.008"));
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain(told);
        Directory.Exists(training.At("none")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("--seeds names no seed", "--seeds", ",")]
    [InlineData("is packed for resolution 16, the run is at 32", "--set", "network.resolution=32")]
    [InlineData("--min-mask is given 2 times for 1 packed sets", "--min-mask", "0.1", "--min-mask", "0.2")]
    [InlineData("There are 2 smallest shares (0.2, 0.3) for 1 packed sets", "--set", "min_masks=[0.2,0.3]")]
    [InlineData("No category can be called 'together'", "--images", "together=.", "--masks", ".")]
    public async Task What_no_run_could_do_is_refused_before_anything_is_written(string told, params string[] more)
    {
        CommandLineRun run = await CommandLineRun.Of([.. Arguments(training.At("none"), "default", "0.008"), .. more]);
        (run.ExitCode, run.Output).ShouldBe((2, string.Empty), run.Error);
        run.Error.ShouldContain(told);
        Directory.Exists(training.At("none")).ShouldBeFalse();
    }

    // Logs come every 640 photos: with large batches after few steps.
    private string[] Arguments(string study, string variants, string kimg, int batchSize = 4) =>
    [
        "ablate", "--data", training.Set, "--out", study, "--variants", variants, "--kimg", kimg, "--fit-steps", "2", "--threads", "1", "--side-by-side", "2",
        "--images", training.At("photos/images"), "--masks", training.At("photos/masks"), "--json",
        "--set", "network.width=0.05", "network.latent_size=8", $"batch_size={batchSize}", "precision=Float32",
    ];

    private static string[] Checkpoints(string study) => Directory.GetFiles(Path.Combine(study, "default/seed-1/checkpoints"), "*.safetensors");

    private static async Task WaitFor(Func<bool> condition)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            clock.Elapsed.ShouldBeLessThan(TrainingProcess.Patience);
            await Task.Delay(50);
        }
    }
}
