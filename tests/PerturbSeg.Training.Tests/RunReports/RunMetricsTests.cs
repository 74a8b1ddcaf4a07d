using PerturbSeg.Reports;
using PerturbSeg.Training.RunReports;
using PerturbSeg.Training.Tests.Fitting;

namespace PerturbSeg.Training.Tests.RunReports;

public sealed class RunMetricsTests
{
    [Fact]
    public void Curves_have_the_places_at_which_their_figure_was_logged_and_a_gap_where_it_was_not_finite()
    {
        using var tiny = new TinyRun();
        File.WriteAllText(Path.Combine(tiny.Run.FolderPath, "metrics.jsonl"), """
            {"kimg":1,"loss/generator":0.5}
            {"kimg":2,"loss/generator":null,"monitor/coverage":0.25}
            {"kimg":3,"loss/gener
            """);
        IReadOnlyList<Curve> curves = RunMetrics.Read(tiny.Run);

        curves.Select(curve => curve.Name).ShouldBe(["loss/generator", "monitor/coverage"]);
        curves[0].X.ShouldBe([1, 2]);
        curves[0].Y.ShouldBe([0.5, double.NaN]);
        curves[1].X.ShouldBe([2]);
        curves[1].Y.ShouldBe([0.25]);
    }

    [Fact]
    public void Lines_without_a_moment_are_left_out()
    {
        using var tiny = new TinyRun();
        File.WriteAllText(Path.Combine(tiny.Run.FolderPath, "metrics.jsonl"), """
            {"loss/generator":0.5}
            {"kimg":null,"loss/generator":0.5}
            {"kimg":"1","loss/generator":0.5}
            {"kimg":1e999,"loss/generator":0.5}
            {"kimg":2,"loss/generator":0.25}
            """);
        RunMetrics.Read(tiny.Run).ShouldHaveSingleItem().X.ShouldBe([2]);
    }

    [Fact]
    public void A_chart_holds_the_figures_of_one_group_and_groups_that_stay_zero_are_left_out()
    {
        IReadOnlyList<CurveChart> charts = RunMetrics.Charts(
            [Curve("loss/a", 1), Curve("augment/probability", 0), Curve("new_kind/some_figure", 2), Curve("loss/zero", 0)]);
        charts.Select(chart => string.Join(", ", chart.Curves.Select(curve => curve.Name))).ShouldBe(["a, zero", "some figure"]);
        charts[1].Title.ShouldBe("new kind");

        static Curve Curve(string name, double value) => new(name, [1, 2], [0, value]);
    }
}
