using System.Globalization;
using System.Text;

namespace PerturbSeg.Ablation;

/// <summary>The table of a study in Markdown: a row a variant, the mean over its seeds and, where there are several, the figure of each.</summary>
internal static class StudyTable
{
    public static string Render(StudyPlan plan, IReadOnlyList<StudyRow> rows)
    {
        IReadOnlyList<StudyFigure> figures = [.. StudyFigure.InTable(plan).Where(figure => rows.Any(row => Of(row, figure) is not null))];
        IGrouping<string, StudyRow>[] variants = [.. rows.GroupBy(row => row.Run.Variant)];
        var table = new StringBuilder();
        Line(table, $"# Study {plan.Study}");
        Line(table, string.Empty);
        Line(table, string.Create(
            CultureInfo.InvariantCulture,
            $"{plan.Kimg:0.###} kimg a run, {plan.FitSteps} steps of fit; {rows.Count(row => row.Result is not null)} of {rows.Count} runs finished."));
        Line(table, string.Empty);
        Line(table, $"| Variant | Seeds |{string.Concat(figures.Select(figure => $" {figure.Title} |"))} Verdict |");
        Line(table, $"|---|---|{string.Concat(figures.Select(_ => "---|"))}---|");
        foreach (IGrouping<string, StudyRow> variant in variants)
            Line(table, $"| {variant.Key} | {string.Join(", ", variant.Select(row => row.Run.Options.Seed))} |{string.Concat(figures.Select(figure => $" {Cell(variant, figure)} |"))} {Verdict(variant)} |");
        Line(table, string.Empty);
        foreach (IGrouping<string, StudyRow> variant in variants)
            Line(table, $"- **{variant.Key}**: {variant.First().Run.Reason}");
        string[] drawn = [.. rows.Where(row => row.Result?.Figures is not null).Select(row => row.Run.Id)];
        if (drawn.Length > 0)
        {
            Line(table, string.Empty);
            Line(table, $"`scenes.png` shows scenes of each run in a row, by composite, background and object on white: {string.Join(", ", drawn)}.");
        }

        return table.ToString();
    }

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
        string[] verdicts = [.. variant.Select(row => row.Verdict.Replace('|', '/').ReplaceLineEndings(" "))];
        return verdicts.Distinct().Count() == 1 ? verdicts[0] : string.Join("; ", verdicts);
    }

    private static void Line(StringBuilder table, string text) => table.Append(text).Append('\n');
}
