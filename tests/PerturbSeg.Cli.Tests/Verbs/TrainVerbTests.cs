using System.Text.Json;
using PerturbSeg.Training.Tests.PackedSets;

namespace PerturbSeg.Cli.Tests.Verbs;

public sealed class TrainVerbTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("perturbseg-").FullName;

    public TrainVerbTests() => PackedSetFile.Write(At("set"), count: 6, side: 9, resolution: 8);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string[], string> WrongUsage => new()
    {
        { [], "Say how long to train" },
        { ["--kimg", "0"], "--kimg 0 is out of range" },
        { ["--kimg", "NaN"], "--kimg NaN is out of range" },
        { ["--minutes", "-1"], "--minutes -1 is out of range" },
        { ["--minutes", "1e300"], "--minutes 1E+300 is out of range" },
        { ["--kimg", "1", "--preset", "huge"], "There is no preset 'huge': choose small, scenes, base, large, paper-small," },
        { ["--kimg", "1", "--preset", "small"], "is packed for resolution 8, the run is at 32: pack it with --resolution 32, or 64 for masks that are finer." },
        { ["--kimg", "1", "--preset", "scenes", "--set", "network.resolution=8"], "set has none: pack it with --masks-by RUN" },
        { ["--kimg", "1", "--device", "gpu"], "'gpu' is no device; use cpu, cuda or cuda:1." },
        { ["--kimg", "1", "--device", "cuda:-1"], "'cuda:-1' is no device" },
        { ["--kimg", "1", "--device", "cuda:99"], "--device cuda:99: this libtorch sees" },
        { ["--kimg", "1", "--threads", "0"], "--threads 0 is out of range" },
        { ["--kimg", "1", "--min-mask", "2"], "min_mask 2 is out of range" },
        { ["--kimg", "1", "--min-mask", "0.2", "--min-mask", "0.4"], "--min-mask is given 2 times for 1 packed sets" },
        { ["--kimg", "1", "--from", "nowhere"], "'nowhere' is no run folder" },
        { ["--kimg", "1", "--set", "shift={\"from\":0.1}"], "--set shift=" },
        { ["--kimg", "1", "--set", "colour=1"], "--set colour=1 names no setting" },
        { ["--kimg", "1", "--set", "tint=7"], "tint 7 is out of range" },
        { ["--kimg", "1", "--set", "network.mapping_depth=-1"], "network.mapping_depth -1" },
        { ["--kimg", "1", "--set", "network=null"], "--set network=null" },
        { ["--kimg", "1", "--resume"], "is no run folder (it has no config.json): name a folder made by 'perturbseg train'." },
        { ["--kimg", "1", "--precision", "half"], "'half'" },
        { ["--kimg", "1", "--set", "min_masks=[0.1,0.3]", "min_mask=0.1"], "There are 2 smallest shares (0.1, 0.3) for 1 packed sets" },
        { ["--kimg", "1", "--min-mask", "0.2", "--set", "min_mask=0.3"], "--min-mask and --set min_mask both say it: leave out one of them." },
        { ["--kimg", "1", "--seed", "2", "--set", "tint=0.1", "seed=3"], "--seed and --set seed both say it" },
        { ["--kimg", "1", "--precision", "float32", "--set", "precision=BFloat16"], "--precision and --set precision both say it" },
    };

    [Theory]
    [MemberData(nameof(WrongUsage))]
    public async Task Wrong_usage_is_told_with_exit_code_2_before_anything_is_written(string[] arguments, string told)
    {
        CommandLineRun run = await CommandLineRun.Of(["train", "--data", At("set"), "--out", At("run"), .. arguments]);
        run.ExitCode.ShouldBe(2, run.Error);
        run.Output.ShouldBeEmpty();
        run.Error.ShouldContain(told);
        Directory.Exists(At("run")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("nowhere", "cannot be read")]
    [InlineData("text", "is not a sound packed set")]
    public async Task Data_that_is_no_packed_set_is_told(string name, string told)
    {
        File.WriteAllText(At("text"), "This is no packed set, but long enough for a header.");
        CommandLineRun run = await CommandLineRun.Of("train", "--data", At(name), "--out", At("run"), "--kimg", "1");
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain(At(name));
        run.Error.ShouldContain(told);
    }

    [Fact]
    public async Task A_run_is_not_begun_anew_but_resumed_on_the_same_photos_alone()
    {
        (await Train("--kimg", "0.008")).ExitCode.ShouldBe(0);
        CommandLineRun again = await Train("--kimg", "0.016");
        again.ExitCode.ShouldBe(2);
        again.Error.ShouldContain("already holds a run: choose another folder, or go on with it by train --resume.");

        PackedSetFile.Write(At("other"), count: 5, side: 9, resolution: 8);
        CommandLineRun other = await CommandLineRun.Of("train", "--data", At("other"), "--out", At("run"), "--kimg", "0.016", "--resume");
        other.ExitCode.ShouldBe(2);
        other.Error.ShouldContain("was begun with 6 photos");

        CommandLineRun resumed = await CommandLineRun.Of("train", "--data", At("set"), "--out", At("run"), "--kimg", "0.016", "--resume", "--threads", "1");
        resumed.ExitCode.ShouldBe(0, resumed.Error);
        resumed.Output.ShouldStartWith("Done at 0.0 kimg");
        File.Exists(At("run/checkpoints/kimg-000000.016.safetensors")).ShouldBeTrue();
    }

    [Fact]
    public async Task Several_sets_are_trained_on_and_a_resumed_run_wants_the_same_in_the_same_order()
    {
        PackedSetFile.Write(At("more"), count: 5, side: 9, resolution: 8);
        PackedSetFile.Write(At("larger"), count: 5, side: 18, resolution: 16);
        CommandLineRun odd = await Train("--data", At("larger"), "--kimg", "0.008");
        odd.ExitCode.ShouldBe(2);
        odd.Error.ShouldContain($"'{At("larger")}' is packed for resolution 16, '{At("set")}' for 8: pack it with --resolution 8.");

        (await Train("--data", At("more"), "--kimg", "0.008")).ExitCode.ShouldBe(0);
        string[] resume = ["--out", At("run"), "--kimg", "0.016", "--threads", "1", "--resume"];
        CommandLineRun turned = await CommandLineRun.Of(["train", "--data", At("more"), "--data", At("set"), .. resume]);
        turned.ExitCode.ShouldBe(2);
        turned.Error.ShouldContain("The run was begun with 6 + 5 photos, 'more, set' has 5 + 6: resume with the same packed sets in the same order.");
        (await CommandLineRun.Of(["train", "--data", At("set"), "--data", At("more"), .. resume])).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task With_json_one_object_is_all_that_standard_output_gets()
    {
        CommandLineRun run = await Train("--kimg", "0.008", "--json");
        run.ExitCode.ShouldBe(0, run.Error);
        JsonElement result = JsonDocument.Parse(run.Output).RootElement;
        result.GetProperty("kimg").GetDouble().ShouldBe(0.008);
        result.GetProperty("stopped").GetBoolean().ShouldBeFalse();
        result.GetProperty("rollbacks").GetInt32().ShouldBe(0);
        result.GetProperty("monitor").GetProperty("coverage").GetDouble().ShouldBeInRange(0, 1);
        File.Exists(result.GetProperty("checkpoint").GetString()).ShouldBeTrue();
        File.Exists(result.GetProperty("samples").GetString()).ShouldBeTrue();
    }

    [Fact]
    public async Task A_training_that_diverges_is_told_with_exit_code_1()
    {
        CommandLineRun run = await Train("--kimg", "0.1", "--set", "learning_rate=1e38");
        run.ExitCode.ShouldBe(1);
        run.Output.ShouldBeEmpty();
        run.Error.ShouldContain("diverged");
        run.Error.ShouldContain(At("run/checkpoints/kimg-000000.000.safetensors"));
    }

    private string At(string name) => Path.Combine(_folder, name);

    private Task<CommandLineRun> Train(params string[] arguments)
        => CommandLineRun.Of(["train", "--data", At("set"), "--out", At("run"), .. TrainingProcess.TinySettings, .. arguments]);
}
