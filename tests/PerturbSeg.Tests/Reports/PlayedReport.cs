using PerturbSeg.Tests;

namespace PerturbSeg.Reports;

/// <summary>A report that was opened in headless Chromium and played with; see <c>tests/browser/play.mjs</c>.</summary>
/// <param name="Before">The composite as first shown.</param>
/// <param name="Dragged">After the object was dragged.</param>
/// <param name="Stepped">After arrow keys, too.</param>
/// <param name="Paired">After the second background was chosen, too.</param>
/// <param name="Frames">Labels of the timeline's pictures that can be seen.</param>
/// <param name="Legend">The first chart's legend while the mouse points at its left edge.</param>
/// <param name="Overflow">Pixels that the page is wider than its window.</param>
/// <param name="Problems">Errors of the page.</param>
/// <param name="Fetched">Addresses asked for, other than what lies in the page.</param>
internal sealed record PlayedReport(
    ShownPixels Before,
    ShownPixels Dragged,
    ShownPixels Stepped,
    ShownPixels Paired,
    string[] Frames,
    string Legend,
    int Overflow,
    string[] Problems,
    string[] Fetched)
{
    private const string Browser = "/usr/bin/chromium";

    /// <summary>Opens a report; the test is skipped where there is no browser.</summary>
    public static PlayedReport Open(string page, int width, bool dark, (int X, int Y) drag, string[] keys, int frame)
    {
        Assert.SkipUnless(File.Exists(Browser), "Chromium is not installed: run ./test on a machine whose distribution has it.");
        return NodeProgram.Run<PlayedReport>(
            "browser", "playwright-core", "play.mjs", new { page, width, dark, drag = (int[])[drag.X, drag.Y], keys, frame });
    }
}

/// <summary>A canvas: [height, width, 4], red, green, blue and opacity.</summary>
internal sealed record ShownPixels(int Width, int Height, int[] Pixels);
