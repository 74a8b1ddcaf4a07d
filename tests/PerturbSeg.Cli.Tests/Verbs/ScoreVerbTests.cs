using System.Text.Json;
using PerturbSeg.Training.Tests.PackedSets;

namespace PerturbSeg.Cli.Tests.Verbs;

public sealed class ScoreVerbTests(TinyTraining tiny) : IClassFixture<TinyTraining>
{
    [Fact]
    public async Task A_run_is_scored_against_photos_and_the_features_are_named()
    {
        string photos = Photos();
        string[] arguments = ["score", "--run", tiny.Run, "--data", photos, "--threads", "1", "--cache", tiny.At("cache")];
        CommandLineRun printed = await TinyTraining.Succeed(arguments);
        printed.Output.ShouldContain("20 composites against 20 photos, features: random convolutions (352 features, seed 1)");
        printed.Output.ShouldNotContain("FID");
        JsonElement score = JsonDocument.Parse((await TinyTraining.Succeed([.. arguments, "--images", "16", "--json"])).Output).RootElement;
        score.GetProperty("images").GetInt32().ShouldBe(16);
        score.GetProperty("features").GetString().ShouldBe("random convolutions (352 features, seed 1)");
        score.GetProperty("frechet_distance").GetDouble().ShouldBeGreaterThan(0);
        score.GetProperty("recall").GetDouble().ShouldBeInRange(0, 1);
        Directory.GetFiles(tiny.At("cache")).Length.ShouldBe(2);
    }

    [Fact]
    public async Task A_model_that_brings_its_generator_is_scored_nearly_as_the_run_is()
    {
        string photos = Photos();
        await TinyTraining.Succeed("fit", "--run", tiny.Run, "--steps", "1", "--threads", "1");
        await TinyTraining.Succeed("export", "--run", tiny.Run, "--model", tiny.At("model"));
        double run = await Frechet(tiny.Run), model = await Frechet(tiny.At("model"));
        model.ShouldBe(run, 0.05 * run); // its generator is in float16

        async Task<double> Frechet(string folder)
            => JsonDocument.Parse((await TinyTraining.Succeed("score", "--run", folder, "--data", photos, "--threads", "1", "--cache", tiny.At("scored"), "--json")).Output)
                .RootElement.GetProperty("frechet_distance").GetDouble();
    }

    [Fact]
    public async Task Wrong_input_exits_with_2_in_one_sentence_and_leaves_nothing()
    {
        string photos = Photos(), cache = tiny.At("untouched");
        (string[] More, string Mend)[] cases =
        [
            (["--data", photos, "--images", "21"], "give 16 to 20"),
            (["--data", tiny.Set], "6 photos"),
            (["--data", tiny.At("missing")], "missing"),
            (["--data", photos, "--features", photos], "torch.jit.save"),
        ];
        foreach ((string[] more, string mend) in cases)
        {
            CommandLineRun run = await CommandLineRun.Of(["score", "--run", tiny.Run, "--cache", cache, .. more]);
            run.ExitCode.ShouldBe(2, run.Error);
            run.Error.ShouldContain(mend);
            run.Output.ShouldBeEmpty();
        }

        Directory.Exists(cache).ShouldBeFalse();
    }

    private string Photos()
    {
        string path = tiny.At("more.safetensors");
        PackedSetFile.Write(path, count: 20, side: 18, resolution: 16);
        return path;
    }
}
