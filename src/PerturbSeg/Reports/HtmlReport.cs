using System.Net;
using System.Text;
using PerturbSeg.Files;
using PerturbSeg.Metrics;

namespace PerturbSeg.Reports;

/// <summary>
/// One HTML file that tells what was run and what came of it: images are inside, nothing is fetched, light or dark as the reader's
/// system is, readable on a phone. Sections appear in the order they are added; all text is escaped.
/// </summary>
/// <param name="title">The heading.</param>
/// <param name="command">The exact command line that made the results, for the reader to repeat.</param>
public sealed class HtmlReport(string title, string command)
{
    private readonly StringBuilder _sections = new();
    private readonly InlineScripts _scripts = new();

    /// <summary>Begins a part of the report under a heading of its own.</summary>
    /// <param name="heading">The heading.</param>
    /// <returns>This report.</returns>
    public HtmlReport AddHeading(string heading)
    {
        _sections.Append($"<h2>{Escape(heading)}</h2>\n");
        return this;
    }

    /// <summary>Adds a paragraph.</summary>
    /// <param name="text">Plain text.</param>
    /// <returns>This report.</returns>
    public HtmlReport AddParagraph(string text)
    {
        _sections.Append($"<p>{Escape(text)}</p>\n");
        return this;
    }

    /// <summary>Adds something the reader must not miss, such as a mask that covers everything.</summary>
    /// <param name="text">Plain text.</param>
    /// <returns>This report.</returns>
    public HtmlReport AddWarning(string text)
    {
        _sections.Append($"""<p class="warning" role="note"><strong>Warning:</strong> {Escape(text)}</p>{"\n"}""");
        return this;
    }

    /// <summary>Adds the key figures of a method on photos, and below them the masks that look at nothing.</summary>
    /// <param name="result">The figures.</param>
    /// <returns>This report.</returns>
    public HtmlReport AddFigures(EvaluationResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        _sections.Append(FiguresTable.Render(result));
        return this;
    }

    /// <summary>Adds a table of names and values, such as the settings of a run.</summary>
    /// <param name="rows">Names and values as plain text, in order.</param>
    /// <param name="summary">The line that a long table is folded under until the reader opens it; null to show it.</param>
    /// <returns>This report.</returns>
    public HtmlReport AddSettings(IEnumerable<KeyValuePair<string, string>> rows, string? summary = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (summary is not null)
            _sections.Append($"<details><summary>{Escape(summary)}</summary>\n");
        _sections.Append("<div class=\"wide\"><table class=\"settings\">\n");
        foreach ((string name, string value) in rows)
            _sections.Append($"""<tr><th scope="row">{Escape(name)}</th><td>{Escape(value)}</td></tr>{"\n"}""");
        _sections.Append("</table></div>\n");
        if (summary is not null)
            _sections.Append("</details>\n");
        return this;
    }

    /// <summary>Adds a picture with a caption.</summary>
    /// <param name="png">A PNG file's bytes, such as <see cref="RgbImage.ToPng"/> gives; they become part of the report.</param>
    /// <param name="caption">What it shows, as plain text; also read to those who cannot see it.</param>
    /// <returns>This report.</returns>
    public HtmlReport AddImage(ReadOnlySpan<byte> png, string caption)
    {
        _sections.Append($"""
            <figure><img alt="{Escape(caption)}" src="{DataUri.Png(png)}">
            <figcaption>{Escape(caption)}</figcaption></figure>

            """);
        return this;
    }

    /// <summary>Adds a table with a heading row.</summary>
    /// <param name="table">Columns and rows.</param>
    /// <param name="caption">What it shows, as plain text.</param>
    /// <returns>This report.</returns>
    /// <exception cref="ArgumentException">A row has not one cell a column.</exception>
    public HtmlReport AddTable(ReportTable table, string caption)
    {
        ArgumentNullException.ThrowIfNull(table);
        _sections.Append(TableSection.Render(table, caption));
        return this;
    }

    /// <summary>Adds a command line for the reader to repeat.</summary>
    /// <param name="commandLine">The command line as it is typed.</param>
    /// <returns>This report.</returns>
    public HtmlReport AddCommand(string commandLine)
    {
        _sections.Append(CommandBlock(commandLine)).Append('\n');
        return this;
    }

    /// <summary>Adds charts whose values are read by pointing at them.</summary>
    /// <param name="charts">One or more charts.</param>
    /// <returns>This report.</returns>
    /// <exception cref="ArgumentException">A curve has not one value a place.</exception>
    public HtmlReport AddCurves(params IEnumerable<CurveChart> charts)
    {
        ArgumentNullException.ThrowIfNull(charts);
        _sections.Append(CurvesSection.Render(charts));
        _scripts.Add(ChartLibrary.Script, CurvesSection.Script);
        return this;
    }

    /// <summary>Adds pictures of the same thing at different times, with a slider that goes through them.</summary>
    /// <param name="frames">The pictures in the order of time; the last is shown first.</param>
    /// <param name="caption">What they show, as plain text.</param>
    /// <returns>This report.</returns>
    /// <exception cref="ArgumentException">There is no picture.</exception>
    public HtmlReport AddTimeline(ReadOnlySpan<TimelineFrame> frames, string caption)
    {
        if (frames.IsEmpty)
            throw new ArgumentException("A timeline needs at least one picture.", nameof(frames));
        _sections.Append(TimelineSection.Render(frames, caption));
        _scripts.Add(TimelineSection.Script);
        return this;
    }

    /// <summary>Adds a scene whose object the reader drags over the background, with mouse, touch or arrow keys.</summary>
    /// <param name="scenes">Scenes of one size; the first is shown first.</param>
    /// <param name="caption">What they are, as plain text.</param>
    /// <returns>This report.</returns>
    /// <exception cref="ArgumentException">There is no scene.</exception>
    public HtmlReport AddComposite(ReadOnlySpan<CompositeScene> scenes, string caption)
    {
        if (scenes.IsEmpty)
            throw new ArgumentException("A composite needs at least one scene.", nameof(scenes));
        _sections.Append(CompositeSection.Render(scenes, caption));
        _scripts.Add(CompositeSection.Script);
        return this;
    }

    /// <summary>The report as one HTML document.</summary>
    /// <returns>The whole text.</returns>
    public string ToHtml() => $$"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'{{_scripts.Policy}}">
        <title>{{Escape(title)}}</title>
        <style>
        {{Style}}{{(_scripts.Has(ChartLibrary.Script) ? ChartLibrary.Style : string.Empty)}}
        </style>
        </head>
        <body>
        <main>
        <h1>{{Escape(title)}}</h1>
        {{CommandBlock(command)}}
        {{_sections}}</main>
        {{_scripts.ToHtml()}}</body>
        </html>

        """;

    /// <summary>Saves the report as a file that appears whole or not at all.</summary>
    /// <param name="path">The file to create or replace.</param>
    public void Save(string path) => AtomicFile.WriteText(path, ToHtml());

    internal static string Escape(string text) => WebUtility.HtmlEncode(text);

    private static string Style { get; } = EmbeddedText.Read("report.css");

    private static string CommandBlock(string commandLine) => $"<pre class=\"command\"><code>{Escape(commandLine)}</code></pre>";
}
