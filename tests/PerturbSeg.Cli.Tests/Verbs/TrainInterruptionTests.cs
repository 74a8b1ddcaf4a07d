using System.Diagnostics;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Tests.PackedSets;

namespace PerturbSeg.Cli.Tests.Verbs;

/// <summary>What ends a training from outside: signals, and a disk that fills up.</summary>
public sealed class TrainInterruptionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("perturbseg-").FullName;

    public TrainInterruptionTests() => PackedSetFile.Write(At("set"), count: 6, side: 9, resolution: 8);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_signal_ends_training_with_a_checkpoint_and_exit_code_0(string signal)
    {
        // Shells start what they put in the background so, and programs are to leave it at that.
        Assert.SkipWhen(signal == "INT" && IsInterruptIgnored(), "The tests were started with SIGINT ignored.");
        CommandLineRun run = await EndWhileTraining(signal, At("run"), "--min-mask", "0.13");
        run.ExitCode.ShouldBe(0, run.Error);
        run.Output.ShouldStartWith("Stopped at ");
        string checkpoint = RunFolder.Open(At("run")).LatestCheckpoint();
        run.Output.ShouldContain(checkpoint);
        checkpoint.ShouldNotEndWith("kimg-000000.000.safetensors");
        Partials().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_signal_while_a_smallest_mask_is_looked_for_leaves_the_search_to_go_on_with()
    {
        CommandLineRun run = await EndWhileTraining("TERM", At("run/min-mask/0.25"));
        run.ExitCode.ShouldBe(0, run.Error);
        run.Output.ShouldBe($"Stopped before --min-mask was chosen: go on with 'perturbseg train --out {At("run")} --resume' and the same --data, or begin another run with --min-mask.\n");
        RunFolder.Open(At("run")).HasCheckpoint.ShouldBeFalse();

        CommandLineRun resumed = await CommandLineRun.Of("train", "--data", At("set"), "--out", At("run"), "--resume", "--minutes", "0.01", "--threads", "1");
        resumed.ExitCode.ShouldBe(0, resumed.Error);
        resumed.Output.ShouldStartWith("Chose --min-mask 0.25: there was no time to try others.");
        RunFolder.Open(At("run")).HasCheckpoint.ShouldBeTrue();
        Directory.Exists(At("run/min-mask")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_disk_that_fills_up_during_a_checkpoint_leaves_the_one_before_to_resume_from()
    {
        string[] data = ["--data", At("set"), "--out", At("run")];
        (await CommandLineRun.Of(["train", .. data, "--kimg", "0.008", .. TrainingProcess.TinySettings])).ExitCode.ShouldBe(0);
        string before = RunFolder.Open(At("run")).LatestCheckpoint();
        byte[] bytes = File.ReadAllBytes(before);
        const int kibibytes = 80;
        bytes.Length.ShouldBeGreaterThan(2 * kibibytes * 1024);

        // No file may grow beyond the limit, and no signal says so: writing fails as on a full disk.
        using Process process = TrainingProcess.Start($"trap '' XFSZ; ulimit -f {kibibytes}", [.. data, "--resume", "--kimg", "0.016", "--threads", "1"]);
        CommandLineRun run = await TrainingProcess.End(process);
        run.ExitCode.ShouldBe(1, run.Error);
        run.Output.ShouldBeEmpty();
        run.Error.ShouldStartWith("Failed: ");
        Partials().ShouldBeEmpty();
        RunFolder.Open(At("run")).LatestCheckpoint().ShouldBe(before);
        File.ReadAllBytes(before).AsSpan().SequenceEqual(bytes).ShouldBeTrue();

        CommandLineRun resumed = await CommandLineRun.Of(["train", .. data, "--resume", "--kimg", "0.016", "--threads", "1"]);
        resumed.ExitCode.ShouldBe(0, resumed.Error);
    }

    private async Task<CommandLineRun> EndWhileTraining(string signal, string trained, params string[] arguments)
    {
        using Process process = TrainingProcess.Start(
            string.Empty, ["--data", At("set"), "--out", At("run"), "--minutes", "5", .. arguments, .. TrainingProcess.TinySettings, "batch_size=80"]);
        var metrics = new FileInfo(Path.Combine(trained, "metrics.jsonl"));
        await TrainingProcess.Until(process, () =>
        {
            metrics.Refresh();
            return metrics is { Exists: true, Length: > 0 };
        });
        await TrainingProcess.Signal(process, signal);
        return await TrainingProcess.End(process);
    }

    private string At(string name) => Path.Combine(_folder, name);

    private string[] Partials() => Directory.GetFiles(At("run"), "*partial*", SearchOption.AllDirectories);

    private static bool IsInterruptIgnored()
    {
        const int interrupt = 2;
        string line = File.ReadLines("/proc/self/status").Single(line => line.StartsWith("SigIgn:", StringComparison.Ordinal));
        ulong ignored = Convert.ToUInt64(line["SigIgn:".Length..].Trim(), 16);
        return (ignored & (1UL << (interrupt - 1))) != 0;
    }
}
