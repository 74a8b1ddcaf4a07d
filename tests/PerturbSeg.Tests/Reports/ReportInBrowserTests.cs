using PerturbSeg.Imaging;
using PerturbSeg.Reports;
using PerturbSeg.Tests.Shared;

namespace PerturbSeg.Tests.Reports;

public sealed class ReportInBrowserTests
{
    private const int Side = 16;
    private static readonly Scene s_first = new(1), s_second = new(2);

    [Theory]
    [InlineData(1200, false)]
    [InlineData(360, true)]
    public async Task TheObjectFollowsDragAndKeysOverTheBackground(int width, bool dark)
    {
        using var folder = new TemporaryFolder();
        string file = folder.At("report.html");
        Report().Save(file);
        PlayedReport played = await PlayedReport.Open(file, width, dark, drag: (5, -3), keys: ["ArrowLeft", "ArrowDown", "ArrowDown"], frame: 0);

        played.Problems.ShouldBeEmpty();
        played.Fetched.ShouldHaveSingleItem().ShouldEndWith("report.html"); // the page itself
        ShouldShow(played.Before, s_first, s_first, 0, 0);
        ShouldShow(played.Dragged, s_first, s_first, 5, -3);
        ShouldShow(played.Stepped, s_first, s_first, 4, -1);
        ShouldShow(played.Paired, s_first, s_second, 4, -1);
        played.Frames.ShouldBe(["1 kimg"]);
        played.Legend.ShouldContain("0.625"); // the first value of the first curve
        played.Overflow.ShouldBe(0);
    }

    private static HtmlReport Report() => new HtmlReport("A run", "perturbseg train")
        .AddComposite([s_first.Layers, s_second.Layers], "Two scenes.")
        .AddTimeline([new("1 kimg", new RgbImage(300, 40, 80).ToPng()), new("2 kimg", new RgbImage(300, 40, 160).ToPng())], "Sheets.")
        .AddTable(new ReportTable(["a", "b"], [["1", "2"]]), "A table.")
        .AddCurves(
            new CurveChart("Losses", "kimg", [new Curve("generator", [1, 2, 3], [0.625, double.NaN, 2])]),
            new CurveChart("Monitors", "kimg", [new Curve("coverage", [1, 3], [0.2, 0.3]), new Curve("indecision", [2], [0.1])]));

    /// <summary>x = m · f + (1 − m) · b by the definition, one pixel at a time.</summary>
    private static void ShouldShow(ShownPixels shown, Scene objects, Scene backgrounds, int shiftX, int shiftY)
    {
        (shown.Width, shown.Height).ShouldBe((Side, Side));
        for (int y = 0; y < Side; y++)
        {
            for (int x = 0; x < Side; x++)
            {
                int fromX = x - shiftX, fromY = y - shiftY;
                bool inside = fromX is >= 0 and < Side && fromY is >= 0 and < Side;
                double opacity = inside ? objects.Mask[(fromY * Side) + fromX] / 255.0 : 0;
                for (int channel = 0; channel < 3; channel++)
                {
                    double foreground = inside ? objects.Foreground[(((fromY * Side) + fromX) * 3) + channel] : 0;
                    double expected = (opacity * foreground) + ((1 - opacity) * backgrounds.Background[(((y * Side) + x) * 3) + channel]);
                    ((double)shown.Pixels[(((y * Side) + x) * 4) + channel]).ShouldBe(expected, 0.51, $"x {x}, y {y}, channel {channel}");
                }
            }
        }
    }

    /// <summary>Random colours; a mask of every opacity.</summary>
    private sealed class Scene
    {
        public Scene(int seed)
        {
            var random = new Random(seed);
            random.NextBytes(Background);
            random.NextBytes(Foreground);
            random.NextBytes(Mask);
        }

        public byte[] Background { get; } = new byte[Side * Side * 3];

        public byte[] Foreground { get; } = new byte[Side * Side * 3];

        public byte[] Mask { get; } = new byte[Side * Side];

        public CompositeScene Layers => new(
            PngFile.Encode(Side, Side, 3, Background),
            PngFile.Encode(Side, Side, 3, Foreground),
            PngFile.Encode(Side, Side, 1, Mask));
    }
}
