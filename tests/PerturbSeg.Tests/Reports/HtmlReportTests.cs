using System.Text.RegularExpressions;
using System.Xml.Linq;
using PerturbSeg.Metrics;
using PerturbSeg.Reports;

namespace PerturbSeg.Tests.Reports;

public sealed partial class HtmlReportTests
{
    private const string Nasty = "<script>alert(\"1\")</script> & 'x'";

    private static EvaluationResult Result(string method)
    {
        var evaluation = new MaskEvaluation();
        evaluation.Add([1f, 1f, 0f, 0f], [255, 0, 255, 0], 4, 1);
        return evaluation.Result(method);
    }

    private static string Full(string text) => new HtmlReport(text, text)
        .AddWarning(text).AddHeading(text).AddParagraph(text).AddFigures(Result(text))
        .AddSettings([new(text, text)]).AddImage(new RgbImage(2, 2).ToPng(), text).ToHtml();

    [Fact]
    public void EveryTextIsEscaped()
    {
        string html = Full(Nasty);
        html.ShouldNotContain("<script");
        html.ShouldNotContain("'x'");
        // Title twice, command, warning, heading, paragraph, method, setting's name and value, image's text and caption.
        NastyEscaped().Count(html).ShouldBe(11);
    }

    [Fact]
    public void TheBodyIsWellFormed()
    {
        string html = Full(Nasty);
        string body = html[html.IndexOf("<main>", StringComparison.Ordinal)..(html.IndexOf("</main>", StringComparison.Ordinal) + 7)];
        body = VoidImage().Replace(body, "$0</img>");
        XElement main = XElement.Parse(body);
        main.Element("h1")!.Value.ShouldBe(Nasty);
        main.Element("pre")!.Value.ShouldBe(Nasty);
    }

    [Fact]
    public void NothingIsFetched()
    {
        string html = Full("plain");
        html.ShouldNotContain("http:");
        html.ShouldNotContain("https:");
        html.ShouldNotContain("<link");
        html.ShouldNotContain("url(");
        html.ShouldContain("default-src 'none'");
    }

    [Fact]
    public void AnImageIsInsideTheFile()
    {
        byte[] png = new RgbImage(3, 2, 77).ToPng();
        string html = new HtmlReport("t", "c").AddImage(png, "a grid").ToHtml();
        string data = ImageData().Match(html).Groups[1].Value;
        Convert.FromBase64String(data).ShouldBe(png);
    }

    [Fact]
    public void FiguresStandInARowForTheMethodAndOneForEachTrivialMask()
    {
        string html = new HtmlReport("t", "c").AddFigures(Result("segmenter")).ToHtml();
        int start = html.IndexOf("<table", StringComparison.Ordinal);
        XElement table = XElement.Parse(html[start..(html.IndexOf("</table>", StringComparison.Ordinal) + 8)]);
        string[][] rows = [.. table.Element("tbody")!.Elements("tr").Select(row => row.Elements().Select(cell => cell.Value).ToArray())];

        rows.Select(row => row[0]).Take(2).ShouldBe(["segmenter", "everything is object"]);
        rows[2][0].ShouldStartWith("best centred ellipse (semi-axes 0.");
        rows[0][1..].ShouldBe(["0.333", "0.333", "0.333", "0.333", "0.500", "0.500", "0.500", "0.500"]);
        table.Element("caption")!.Value.ShouldStartWith("Photos with known masks: 1.");
    }

    [Fact]
    public void SectionsKeepTheirOrder()
    {
        string html = new HtmlReport("t", "c").AddHeading("first").AddWarning("second").AddHeading("third").ToHtml();
        int[] places = [.. ((string[])["first", "second", "third"]).Select(word => html.IndexOf(word, StringComparison.Ordinal))];
        places.ShouldBe(places.Order());
        places[0].ShouldBeGreaterThan(0);
    }

    [GeneratedRegex("&lt;script&gt;alert\\(&quot;1&quot;\\)&lt;/script&gt; &amp; &#39;x&#39;")]
    private static partial Regex NastyEscaped();

    [GeneratedRegex("<img[^>]*>")]
    private static partial Regex VoidImage();

    [GeneratedRegex("src=\"data:image/png;base64,([^\"]+)\"")]
    private static partial Regex ImageData();
}
