using System.Text.Json;
using Microsoft.Playwright;

namespace PerturbSeg.Tests.Reports;

/// <summary>A report that was opened in headless Chromium and played with.</summary>
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
    IReadOnlyList<string> Problems,
    IReadOnlyList<string> Fetched)
{
    /// <summary>Opens a report and plays with it; the test is skipped where there is no browser.</summary>
    /// <param name="file">The report.</param>
    /// <param name="width">Pixels of the window.</param>
    /// <param name="dark">Whether the page is to be dark.</param>
    /// <param name="drag">How far the object is dragged, in pixels of the scene.</param>
    /// <param name="keys">The keys that are pressed on it then.</param>
    /// <param name="frame">A place of the timeline's slider.</param>
    public static async Task<PlayedReport> Open(string file, int width, bool dark, (int X, int Y) drag, string[] keys, int frame)
    {
        await using Chromium chromium = await Chromium.Start(width, dark);
        IPage page = await chromium.OpenPage();
        List<string> problems = [], fetched = [];
        page.PageError += (_, error) => problems.Add(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                problems.Add(message.Text);
        };
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith("data:", StringComparison.Ordinal))
                fetched.Add(request.Url);
        };
        await page.GotoAsync(new Uri(file).AbsoluteUri);
        await page.WaitForSelectorAsync("figure.composite[data-ready]", new() { Timeout = 20_000 });

        ILocator canvas = page.Locator("figure.composite .scene canvas");
        ShownPixels before = await Pixels(canvas);
        await Drag(page, canvas, before.Width, drag);
        ShownPixels dragged = await Pixels(canvas);

        await canvas.FocusAsync();
        foreach (string key in keys)
            await page.Keyboard.PressAsync(key);
        ShownPixels stepped = await Pixels(canvas);

        await page.Locator(".backgrounds button").Nth(1).ClickAsync();
        ShownPixels paired = await Pixels(canvas);

        await page.Locator("figure.timeline input").FillAsync($"{frame}");
        string[] frames = await page.Locator("figure.timeline img")
            .EvaluateAllAsync<string[]>("all => all.filter(frame => frame.checkVisibility()).map(frame => frame.dataset.label)");

        ILocator chart = page.Locator("figure.chart").First;
        await chart.Locator(".u-over").HoverAsync(new() { Position = new() { X = 1, Y = 20 } });
        string legend = await chart.Locator(".u-legend").InnerTextAsync();
        int overflow = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        return new PlayedReport(before, dragged, stepped, paired, frames, legend, overflow, problems, fetched);
    }

    // From the middle of the scene, in two moves.
    private static async Task Drag(IPage page, ILocator canvas, int sceneWidth, (int X, int Y) drag)
    {
        await canvas.ScrollIntoViewIfNeededAsync();
        LocatorBoundingBoxResult box = (await canvas.BoundingBoxAsync())!;
        float cell = box.Width / sceneWidth, x = box.X + (box.Width / 2), y = box.Y + (box.Height / 2);
        await page.Mouse.MoveAsync(x, y);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(x + (drag.X * cell / 2), y + (drag.Y * cell / 2));
        await page.Mouse.MoveAsync(x + (drag.X * cell), y + (drag.Y * cell));
        await page.Mouse.UpAsync();
        await page.Mouse.MoveAsync(x, y); // released: this must move nothing
    }

    private static async Task<ShownPixels> Pixels(ILocator canvas)
    {
        const string Read = """
            shown => JSON.stringify({
                width: shown.width,
                height: shown.height,
                pixels: [...shown.getContext('2d').getImageData(0, 0, shown.width, shown.height).data],
            })
            """;
        return JsonSerializer.Deserialize<ShownPixels>(await canvas.EvaluateAsync<string>(Read), JsonSerializerOptions.Web)!;
    }
}

/// <summary>A canvas: [height, width, 4], red, green, blue and opacity.</summary>
internal sealed record ShownPixels(int Width, int Height, int[] Pixels);
