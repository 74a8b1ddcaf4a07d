using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace PerturbSeg.Reports;

/// <summary>Charts side by side; the numbers are in the page, the script draws them.</summary>
internal static class CurvesSection
{
    public static string Script { get; } = EmbeddedText.Read("curves.js");

    public static string Render(IEnumerable<CurveChart> charts)
    {
        var section = new StringBuilder("<div class=\"charts\">\n");
        foreach (CurveChart chart in charts)
        {
            section.Append($"""
                <figure class="chart" data-chart="{HtmlReport.Escape(ToJson(chart))}"><figcaption>{HtmlReport.Escape(chart.Title)}</figcaption><div class="plot"></div></figure>

                """);
        }

        return section.Append("</div>\n").ToString();
    }

    private static string ToJson(CurveChart chart)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("x", chart.XName);
            json.WriteStartArray("curves");
            foreach (Curve curve in chart.Curves)
            {
                if (curve.X.Count != curve.Y.Count)
                    throw new ArgumentException($"The curve '{curve.Name}' has {curve.X.Count} places and {curve.Y.Count} values.", nameof(chart));
                json.WriteStartObject();
                json.WriteString("name", curve.Name);
                Write(json, "x", curve.X);
                Write(json, "y", curve.Y);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    // Six digits: more than a screen can show.
    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<double> values)
    {
        json.WriteStartArray(name);
        foreach (double value in values)
        {
            if (double.IsFinite(value))
                json.WriteRawValue(value.ToString("G6", CultureInfo.InvariantCulture));
            else
                json.WriteNullValue();
        }

        json.WriteEndArray();
    }
}
