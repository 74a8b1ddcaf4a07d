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
}
