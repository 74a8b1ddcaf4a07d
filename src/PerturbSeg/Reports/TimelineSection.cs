using System.Text;

namespace PerturbSeg.Reports;

/// <summary>Pictures of the same thing at different times, under a slider. Without scripts the last one is seen.</summary>
internal static class TimelineSection
{
    public static string Script { get; } = EmbeddedText.Read("timeline.js");

    public static string Render(ReadOnlySpan<TimelineFrame> frames, string caption)
    {
        int last = frames.Length - 1;
        var section = new StringBuilder($"""
            <figure class="timeline"><div class="controls"><input type="range" aria-label="Time" min="0" max="{last}" value="{last}" step="1"/><output>{HtmlReport.Escape(frames[last].Label)}</output></div>
            <div class="wide" tabindex="0">

            """);
        for (int i = 0; i <= last; i++)
        {
            string label = HtmlReport.Escape(frames[i].Label), hidden = i < last ? "hidden=\"hidden\" " : string.Empty;
            section.Append($"""<img {hidden}data-label="{label}" alt="{HtmlReport.Escape(caption)} {label}" src="{DataUri.Png(frames[i].Png.Span)}"/>{"\n"}""");
        }

        return section.Append($"</div><figcaption>{HtmlReport.Escape(caption)}</figcaption></figure>\n").ToString();
    }
}
