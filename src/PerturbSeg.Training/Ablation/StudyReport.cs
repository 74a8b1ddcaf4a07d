using PerturbSeg.Reports;
using PerturbSeg.Torch;
using PerturbSeg.Training.RunReports;
using PerturbSeg.Training.Runs;

namespace PerturbSeg.Training.Ablation;

/// <summary>The report of a study, as far as it is: the table, scenes of all runs, and how the monitors of each moved while it trained.</summary>
internal static class StudyReport
{
    private const string Monitor = "monitor/";

    public static HtmlReport Compose(StudyFolder study, StudyPlan plan, IReadOnlyList<StudyRow> rows)
    {
        HtmlReport report = new HtmlReport($"PerturbSeg study {plan.Study}", plan.Commands is [var begun, ..] ? begun : "perturbseg ablate");
        foreach (string command in plan.Commands.Skip(1))
            report.AddCommand(command);
        report.AddHeading("What each variant comes to")
            .AddTable(StudyTable.Cells(plan, rows), StudyTable.Terms(plan, rows))
            .AddSettings(rows.DistinctBy(row => row.Run.Variant).Select(row => KeyValuePair.Create(row.Run.Variant, row.Run.Reason)), "What each variant changes");
        StudyRow[] finished = [.. rows.Where(row => row.Result is not null)];
        if (finished.Length == 0)
            return report;
        StudyRow[] painted = [.. finished.Where(row => StudyTable.IsPainted(row) && File.Exists(study.SheetPath(row.Run)))];
        if (File.Exists(study.ScenesPath))
            report.AddHeading("Scenes").AddImage(File.ReadAllBytes(study.ScenesPath), $"Composite, background, and object on white, a run in a row: {StudyTable.Names(finished)}.");
        if (painted.Length > 0)
        {
            TimelineFrame[] sheets = [.. painted.Select(row => new TimelineFrame(row.Run.Id, File.ReadAllBytes(study.SheetPath(row.Run))))];
            report.AddTimeline(sheets, "A slider through the runs. Rows: composite, background layer, foreground layer, mask, cut-out.");
        }

        if (finished.FirstOrDefault(row => RunFolder.IsIn(study.RunPath(row.Run))) is { } first)
            report.AddHeading($"Scenes of {first.Run.Id}").AddMovableScenes(RunFolder.Open(study.RunPath(first.Run)), Device.Cpu);
        CurveChart[] charts = [.. Charts(study, finished)];
        return charts.Length == 0 ? report : report.AddHeading("While they trained").AddCurves(charts);
    }

    // A chart for each figure of the monitor, a curve for each run.
    private static IEnumerable<CurveChart> Charts(StudyFolder study, IEnumerable<StudyRow> rows)
        => rows.Where(row => RunFolder.IsIn(study.RunPath(row.Run)))
            .SelectMany(row => RunMetrics.Read(RunFolder.Open(study.RunPath(row.Run)))
                .Where(curve => curve.Name.StartsWith(Monitor, StringComparison.Ordinal))
                .Select(curve => (Figure: curve.Name, Curve: curve with { Name = row.Run.Id })))
            .GroupBy(measured => measured.Figure, measured => measured.Curve)
            .Select(figure => new CurveChart(figure.Key[Monitor.Length..].Replace('_', ' '), "kimg", [.. figure]));
}
