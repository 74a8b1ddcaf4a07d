using System.Text;

namespace PerturbSeg.Reports;

/// <summary>A table with a heading row, in a frame that scrolls where the screen is narrow.</summary>
internal static class TableSection
{
    public static string Render(ReportTable table, string caption)
    {
        var section = new StringBuilder($"""
            <div class="wide" tabindex="0"><table class="numbers">
            <caption>{HtmlReport.Escape(caption)}</caption>
            <thead><tr>
            """);
        foreach (string column in table.Columns)
            section.Append($"<th scope=\"col\">{HtmlReport.Escape(column)}</th>");
        section.Append("</tr></thead>\n<tbody>\n");
        foreach (IReadOnlyList<string> row in table.Rows)
        {
            if (row.Count != table.Columns.Count)
                throw new ArgumentException($"Expected {table.Columns.Count} cells, one a column, got {row.Count}.", nameof(table));
            section.Append($"<tr><th scope=\"row\">{HtmlReport.Escape(row[0])}</th>");
            foreach (string cell in row.Skip(1))
                section.Append($"<td>{HtmlReport.Escape(cell)}</td>");
            section.Append("</tr>\n");
        }

        return section.Append("</tbody></table></div>\n").ToString();
    }
}
