using System.Globalization;
using System.Text;
using PerturbSeg.Metrics;

namespace PerturbSeg.Reports;

/// <summary>
/// The key figures as an HTML table: a row of the method, with quieter rows for its photos by the size of their objects, then one for each mask
/// that looks at nothing.
/// </summary>
internal static class FiguresTable
{
    public static string Render(EvaluationResult result)
    {
        var table = new StringBuilder($"""
            <div class="wide"><table class="figures">
            <caption>Photos with known masks: {result.Photos}.{(result.Unscored > 0 ? $" Without any pixel that is scored: {result.Unscored}." : string.Empty)} 1 is best.</caption>
            <thead><tr><th scope="col">Method</th><th scope="col">IoU, data set</th><th scope="col">IoU, photo mean</th><th scope="col">IoU, background</th><th scope="col">Mean IoU</th><th scope="col">Accuracy</th><th scope="col">Precision</th><th scope="col">Recall</th><th scope="col">F-measure</th></tr></thead>
            <tbody>

            """);
        AppendRow(table, "<tr>", result.Method, result);
        if (result.SizeClasses.Count > 1)
        {
            foreach ((string size, SizeClassResult alike) in result.SizeClasses)
                AppendRow(table, "<tr class=\"trivial\">", $"{result.Method}, {size} objects ({alike.Photos})", alike);
        }

        foreach ((string name, BaselineResult baseline) in result.Baselines)
            AppendRow(table, "<tr class=\"trivial\">", Describe(name, baseline), baseline);
        return table.Append("</tbody></table></div>\n").ToString();
    }

    private static void AppendRow(StringBuilder table, string open, string name, SegmentationFigures figures)
    {
        table.Append(open).Append("<th scope=\"row\">").Append(HtmlReport.Escape(name)).Append("</th>");
        foreach (double value in (double[])[
            figures.IouDataset, figures.IouPhotoMean, figures.IouBackground, figures.MeanIou, figures.Accuracy, figures.Precision, figures.Recall, figures.FMeasure,
        ])
        {
            table.Append(CultureInfo.InvariantCulture, $"<td>{value:F3}</td>");
        }

        table.Append("</tr>\n");
    }

    private static string Describe(string name, BaselineResult baseline) => name switch
    {
        TrivialBaselines.AllForeground => "everything is object",
        TrivialBaselines.BestCentredEllipse => string.Create(CultureInfo.InvariantCulture,
            $"best centred ellipse (semi-axes {baseline.SemiAxisX:0.##} of the width, {baseline.SemiAxisY:0.##} of the height)"),
        _ => name,
    };
}
