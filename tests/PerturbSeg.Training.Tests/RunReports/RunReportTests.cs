using PerturbSeg.Metrics;
using PerturbSeg.Reports;
using PerturbSeg.Torch;
using PerturbSeg.Torch.Tests;
using PerturbSeg.Training.RunReports;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Tests.Fitting;

namespace PerturbSeg.Training.Tests.RunReports;

[Collection(Alone.Name)]
public sealed class RunReportTests
{
    [Fact]
    public void A_run_is_told_with_its_scenes_decisions_settings_and_command()
    {
        using var tiny = new TinyRun();
        string attempts = Path.Combine(tiny.Run.FolderPath, "attempts");
        Directory.CreateDirectory(attempts);
        File.WriteAllText(Path.Combine(attempts, "decisions.jsonl"), """
            {"decision":"gave_up","attempt":1,"kimg":2.5,"why":["The mask is empty."],"next":{"seed":7}}
            {"decision":"chose_min_mask","kimg":12,"chosen":{"min_mask":0.4},"scores":{"0.13":0.28,"0.4":0.67}}
            """);
        Directory.CreateDirectory(Path.GetDirectoryName(tiny.Run.SamplePath(1000))!);
        new RgbImage(4, 4).SavePng(tiny.Run.SamplePath(1500));
        long before = Alone.LiveTensors();

        string html = RunReport.Compose(tiny.Run, [], [], Device.Cpu, TestContext.Current.CancellationToken).ToHtml();

        TorchRuntime.LiveTensors.ShouldBe(before);
        html.ShouldContain("<td>gave up</td><td>The mask is empty.</td><td>begun again with seed 7</td>");
        html.ShouldContain("<td>chose min mask</td><td></td><td>gone on with min_mask 0.4; scores 0.13 0.28, 0.4 0.67</td>");
        html.ShouldContain("data-label=\"1.5 kimg\"");
        html.ShouldContain("data-scenes=");
        html.ShouldContain("<th scope=\"row\">network.latent_size</th><td>8</td>");
        html.ShouldContain("perturbseg train --data set");
    }

    [Fact]
    public void A_report_that_is_stopped_frees_what_it_opened()
    {
        using var tiny = new TinyRun();
        long before = Alone.LiveTensors();
        Should.Throw<OperationCanceledException>(() => RunReport.Compose(tiny.Run, [], [], Device.Cpu, new CancellationToken(canceled: true)));
        TorchRuntime.LiveTensors.ShouldBe(before);
    }

    [Fact]
    public void A_file_without_an_evaluation_is_refused_by_name()
    {
        using var tiny = new TinyRun();
        string file = Path.Combine(tiny.Run.FolderPath, RunFolder.EvaluationFileName);
        File.WriteAllText(file, "{}");
        Should.Throw<UserErrorException>(() => RunReport.ReadEvaluations(tiny.Run, [])).Message.ShouldContain(file);
    }

    [Fact]
    public void An_evaluation_in_the_run_folder_is_found()
    {
        using var tiny = new TinyRun();
        var evaluation = new MaskEvaluation();
        evaluation.Add([1f, 1f, 0f, 0f], [255, 0, 255, 0], 4, 1);
        File.WriteAllText(Path.Combine(tiny.Run.FolderPath, RunFolder.EvaluationFileName), evaluation.Result("segmenter").ToJson());
        RunReport.ReadEvaluations(tiny.Run, []).ShouldHaveSingleItem().Method.ShouldBe("segmenter");
    }
}
