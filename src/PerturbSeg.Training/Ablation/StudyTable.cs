using System.Globalization;
using System.Text;
using PerturbSeg.Reports;

namespace PerturbSeg.Training.Ablation;

/// <summary>The table of a study in Markdown: a row a variant, the mean over its seeds and, where there are several, the figure of each.</summary>
internal static class StudyTable
{
    public static string Render(StudyPlan plan, IReadOnlyList<StudyRow> rows)
    {
        ReportTable cells = Cells(plan, rows);
        var table = new StringBuilder();
        Line(table, $"# Study {plan.Study}");
        Line(table, string.Empty);
        Line(table, Terms(plan, rows));
        Line(table, string.Empty);
        Line(table, Row(cells.Columns));
        Line(table, $"|{string.Concat(cells.Columns.Select(_ => "---|"))}");
        foreach (IReadOnlyList<string> variant in cells.Rows)
            Line(table, Row(variant.Select(cell => cell.Replace('|', '/').ReplaceLineEndings(" "))));
        Line(table, string.Empty);
        foreach (StudyRow variant in rows.DistinctBy(row => row.Run.Variant))
            Line(table, $"- **{variant.Run.Variant}**: {variant.Run.Reason}");
        if (Names(rows) is { Length: > 0 } drawn)
        {
            Line(table, string.Empty);
            Line(table, $"`scenes.png` shows scenes of each run in a row, by composite, background and object on white: {drawn}.");
        }

        return table.ToString();
    }

    /// <summary>The table's cells; figures that no run has are left out.</summary>
    public static ReportTable Cells(StudyPlan plan, IReadOnlyList<StudyRow> rows)
    {
        StudyFigure[] figures = [.. StudyFigure.InTable(plan).Where(figure => rows.Any(row => Of(row, figure) is not null))];
        return new ReportTable(
            ["Variant", "Seeds", .. figures.Select(figure => figure.Title), "Verdict"],
            [.. rows.GroupBy(row => row.Run.Variant).Select(IReadOnlyList<string> (variant) =>
            [
                variant.Key,
                string.Join(", ", variant.Select(row => row.Run.Options.Seed)),
                .. figures.Select(figure => Cell(variant, figure)),
                Verdict(variant),
            ])]);
    }

    /// <summary>What all runs share, and how many are finished.</summary>
    public static string Terms(StudyPlan plan, IReadOnlyList<StudyRow> rows) => string.Create(
        CultureInfo.InvariantCulture,
        $"{plan.Kimg:0.###} kimg a run, {plan.FitSteps} steps of fit; {rows.Count(row => row.Result is not null)} of {rows.Count} runs finished.");

    /// <summary>The runs whose scenes were painted.</summary>
    public static string Names(IEnumerable<StudyRow> rows) => string.Join(", ", rows.Where(IsPainted).Select(row => row.Run.Id));

    /// <summary>Whether a run has scenes to show: one that is under way, or diverged, may have those of an earlier result.</summary>
    public static bool IsPainted(StudyRow row) => row.Result?.Figures is not null;

    private static double? Of(StudyRow row, StudyFigure figure) => row.Result is { } result ? figure.Of(result) : null;

    private static string Cell(IEnumerable<StudyRow> variant, StudyFigure figure)
    {
        double[] values = [.. variant.Select(row => Of(row, figure)).OfType<double>()];
        return values switch
        {
            [] => "–",
            [double single] => StudyFigure.Text(single),
            _ => $"{StudyFigure.Text(values.Average())} ({string.Join(", ", values.Select(StudyFigure.Text))})",
        };
    }

    // One verdict where all seeds agree, else one a seed.
    private static string Verdict(IEnumerable<StudyRow> variant)
    {
        string[] verdicts = [.. variant.Select(row => row.Verdict)];
        return verdicts.Distinct().Count() == 1 ? verdicts[0] : string.Join("; ", verdicts);
    }

    private static string Row(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";

    private static void Line(StringBuilder table, string text) => table.Append(text).Append('\n');
}
