using System.Diagnostics;
using PerturbSeg.Metrics;

namespace PerturbSeg.Cli.Tests.Verbs;

public sealed class ReportVerbTests(TinyTraining tiny) : IClassFixture<TinyTraining>
{
    [Fact]
    public async Task A_report_lies_in_the_run_folder_or_where_it_is_asked_for()
    {
        await TinyTraining.Succeed("report", "--run", tiny.Run, "--threads", "1");
        string report = await File.ReadAllTextAsync(Path.Combine(tiny.Run, "report.html"), TestContext.Current.CancellationToken);
        report.ShouldContain("perturbseg train --data set.safetensors --out run --preset small --min-mask 0.13 --kimg 0.008 --seed 0");
        report.ShouldContain("network.resolution=16");

        CommandLineRun elsewhere = await TinyTraining.Succeed("report", "--run", tiny.Run, "--out", tiny.At("new/r.html"), "--threads", "1", "--json");
        elsewhere.Output.ShouldContain("r.html");
        File.Exists(tiny.At("new/r.html")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_missing_evaluation_is_refused_before_anything_is_written()
    {
        CommandLineRun refused = await CommandLineRun.Of("report", "--run", tiny.Run, "--out", tiny.At("refused.html"), "--evaluation", tiny.At("none.json"));
        refused.ExitCode.ShouldBe(2);
        refused.Error.ShouldContain("none.json");
        File.Exists(tiny.At("refused.html")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_signal_ends_the_report_before_anything_is_written()
    {
        string evaluation = tiny.At("evaluation.fifo"), folder = tiny.At("stopped");
        using (Process make = Process.Start("mkfifo", [evaluation]))
            await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        using Process process = TrainingProcess.StartVerb(
            string.Empty, "report", "--run", tiny.Run, "--out", Path.Combine(folder, "r.html"), "--evaluation", evaluation, "--threads", "1");

        // A pipe opens once both ends are held: the verb now waits for the evaluation.
        using (Stream pipe = await Task.Run(() => new FileStream(evaluation, FileMode.Open, FileAccess.Write, FileShare.ReadWrite)).WaitAsync(TrainingProcess.Patience, TestContext.Current.CancellationToken))
        {
            await TrainingProcess.Signal(process, "TERM");
            var scores = new MaskEvaluation();
            scores.Add([1f, 1f, 0f, 0f], [255, 0, 255, 0], 4, 1);
            await using var text = new StreamWriter(pipe);
            await text.WriteAsync(scores.Result("segmenter").ToJson());
        }

        CommandLineRun run = await TrainingProcess.End(process);
        run.ExitCode.ShouldBe(1);
        run.Error.ShouldBe("Stopped." + Environment.NewLine);
        run.Output.ShouldBeEmpty();
        Directory.Exists(folder).ShouldBeFalse();
    }
}
