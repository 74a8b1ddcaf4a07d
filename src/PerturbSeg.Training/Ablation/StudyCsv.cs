using System.Globalization;
using System.Text;
using PerturbSeg.Files;

namespace PerturbSeg.Training.Ablation;

/// <summary>The figures of a study as comma-separated values: a line a run; a figure that a run lacks is empty.</summary>
internal static class StudyCsv
{
    public static string Render(StudyPlan plan, IReadOnlyList<StudyRow> rows)
    {
        IReadOnlyList<StudyFigure> figures = StudyFigure.All(plan);
        var csv = new StringBuilder();
        Line(["variant", "seed", "kimg", .. figures.Select(figure => figure.Key), "verdict"]);
        foreach (StudyRow row in rows)
        {
            Line(
            [
                row.Run.Variant,
                row.Run.Options.Seed.ToString(CultureInfo.InvariantCulture),
                plan.Kimg.ToString(CultureInfo.InvariantCulture),
                .. figures.Select(figure => row.Result is { } result ? figure.Of(result)?.ToString(CultureInfo.InvariantCulture) ?? string.Empty : string.Empty),
                row.Verdict,
            ]);
        }

        return csv.ToString();

        void Line(IEnumerable<string> cells) => csv.AppendJoin(',', cells.Select(CsvField.Quote)).Append('\n');
    }
}
