using System.Net;
using System.Text;
using PerturbSeg.Evaluation;
using PerturbSeg.Files;

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

    /// <summary>Adds the key figures of one or more methods on the same photos, and below them the masks that look at nothing.</summary>
    /// <param name="results">The methods; the trivial masks are taken from the first.</param>
    /// <returns>This report.</returns>
    /// <exception cref="ArgumentException">There is no result.</exception>
    public HtmlReport AddFigures(params ReadOnlySpan<EvaluationResult> results)
    {
        if (results.IsEmpty)
            throw new ArgumentException("Key figures need at least one result.", nameof(results));
        _sections.Append(FiguresTable.Render(results));
        return this;
    }

    /// <summary>Adds a table of names and values, such as the settings of a run.</summary>
    /// <param name="rows">Names and values as plain text, in order.</param>
    /// <returns>This report.</returns>
    public HtmlReport AddSettings(IEnumerable<KeyValuePair<string, string>> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        _sections.Append("<div class=\"wide\"><table class=\"settings\">\n");
        foreach ((string name, string value) in rows)
            _sections.Append($"""<tr><th scope="row">{Escape(name)}</th><td>{Escape(value)}</td></tr>{"\n"}""");
        _sections.Append("</table></div>\n");
        return this;
    }

    /// <summary>Adds a picture with a caption.</summary>
    /// <param name="png">A PNG file's bytes, such as <see cref="RgbImage.ToPng"/> gives; they become part of the report.</param>
    /// <param name="caption">What it shows, as plain text; also read to those who cannot see it.</param>
    /// <returns>This report.</returns>
    public HtmlReport AddImage(ReadOnlySpan<byte> png, string caption)
    {
        _sections.Append($"""
            <figure><img alt="{Escape(caption)}" src="data:image/png;base64,{Convert.ToBase64String(png)}">
            <figcaption>{Escape(caption)}</figcaption></figure>

            """);
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
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
        <title>{{Escape(title)}}</title>
        <style>
        {{Style}}
        </style>
        </head>
        <body>
        <main>
        <h1>{{Escape(title)}}</h1>
        <pre class="command"><code>{{Escape(command)}}</code></pre>
        {{_sections}}</main>
        </body>
        </html>

        """;

    /// <summary>Saves the report as a file that appears whole or not at all.</summary>
    /// <param name="path">The file to create or replace.</param>
    public void Save(string path) => AtomicFile.WriteText(path, ToHtml());

    internal static string Escape(string text) => WebUtility.HtmlEncode(text);

    private const string Style = """
        :root { --paper: #fff; --ink: #1c2024; --quiet: #5b636b; --line: #d5dae0; --panel: #f3f5f7; --alarm: #a33a00; --alarm-panel: #fff3e8; }
        @media (prefers-color-scheme: dark) {
          :root { --paper: #15181b; --ink: #e8eaed; --quiet: #a3abb3; --line: #3a4148; --panel: #20252a; --alarm: #ffb27a; --alarm-panel: #38240f; }
        }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; }
        main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
        h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 1rem; }
        h2 { font-size: 1.2rem; margin: 2.2rem 0 .6rem; }
        .command { background: var(--panel); padding: .7rem .9rem; border-radius: .4rem; white-space: pre-wrap; overflow-wrap: anywhere; }
        code { font: .9rem/1.5 ui-monospace, monospace; }
        .wide { overflow-x: auto; }
        table { border-collapse: collapse; width: 100%; }
        caption { text-align: left; color: var(--quiet); padding-bottom: .4rem; }
        th, td { text-align: left; padding: .4rem .7rem; border-bottom: 1px solid var(--line); vertical-align: top; }
        .figures td { text-align: right; font-variant-numeric: tabular-nums; }
        .figures thead th:not(:first-child) { text-align: right; }
        .figures th[scope=row] { font-weight: 600; }
        .figures .trivial th, .figures .trivial td { color: var(--quiet); font-weight: 400; }
        .settings th { font-weight: 400; color: var(--quiet); width: 40%; }
        .settings td { overflow-wrap: anywhere; }
        figure { margin: 1rem 0; }
        figure img { display: block; max-width: 100%; height: auto; image-rendering: pixelated; border-radius: .3rem; }
        figcaption { color: var(--quiet); font-size: .92rem; margin-top: .4rem; }
        .warning { background: var(--alarm-panel); border-left: .3rem solid var(--alarm); padding: .6rem .9rem; border-radius: .2rem; }
        .warning strong { color: var(--alarm); }
        """;
}
