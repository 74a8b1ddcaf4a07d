using System.Globalization;
using Microsoft.Playwright;
using NetVips;
using PerturbSeg.Corrections;
using PerturbSeg.Imaging;
using PerturbSeg.Reports;
using PerturbSeg.Segmentation;
using PerturbSeg.Tests.Reports;
using PerturbSeg.Tests.Shared;
using PerturbSeg.Training.GeneratedScenes;
using PerturbSeg.Web.Server;

namespace PerturbSeg.Web.Tests.Page;

/// <summary>
/// Draws the pictures of the page that the docs show, of generated scenes alone. It tests nothing, and is skipped unless three environment variables name folders:
/// PERTURBSEG_SCREENSHOTS the one to write to, PERTURBSEG_SCREENSHOTS_DEMO one that 'perturbseg demo' made, and PERTURBSEG_SCREENSHOTS_RUN a run to watch and
/// to play with, whose checkpoint is there.
/// </summary>
public sealed class Screenshots : IDisposable
{
    private const int Side = 320, Photos = 24;
    private const ulong Seed = 77; // none that the demo draws
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_run_is_watched_and_played_with()
    {
        await using Shown shown = await Shown.Start(new ServeOptions { Runs = [Named("RUN")] });
        await shown.Open("watch");
        await shown.Until("document.querySelector('[data-chart=loss] path') !== null && document.getElementById('watch-sheet').complete");
        await shown.Save("watch");

        await shown.Open("play");
        await shown.Until("document.querySelectorAll('#objects button').length === 8");
        await shown.Page.Locator("#objects button").Nth(5).ClickAsync();
        await shown.Page.Locator("#backgrounds button").Nth(2).ClickAsync();
        await shown.Page.Locator("#play-canvas").FocusAsync();
        for (int i = 0; i < 3; i++)
            await shown.Page.Keyboard.PressAsync("ArrowRight");
        await shown.Save("play");
        await shown.Page.Locator("#frown").ClickAsync();
        await shown.Until("document.getElementById('play-verdict').textContent !== ''");
        await shown.Save("frown");
    }

    [Fact]
    public async Task Photos_are_tried_and_reviewed()
    {
        string run = Path.Combine(Named("DEMO"), "run");
        for (int i = 0; i < Photos; i++)
            Draw(i);
        await using Shown shown = await Shown.Start(new ServeOptions { Runs = [run], Corrections = _folder.At("corrections"), Photos = [_folder.At("photos")] });
        await shown.Open("try");
        await shown.Page.SetInputFilesAsync("#file", _folder.At("photos/creature-05.png"));
        await shown.Until("document.querySelector('.card[data-ready]') !== null");
        await shown.Save("try");

        const string ready = "document.getElementById('accept').disabled === false";
        await shown.Open("review");
        await shown.Until($"document.querySelectorAll('#photo-list button').length === {Photos} && {ready}");
        await shown.Page.Locator("#photo-list button").First.ClickAsync();
        await shown.Until($"document.querySelector('#photo-list button').ariaCurrent === 'true' && {ready}");
        await shown.Save("review");
    }

    [Fact]
    public async Task A_lesson_of_mended_masks_is_taught()
    {
        const int mended = 20;
        string demo = Named("DEMO");
        foreach (string file in Directory.GetFiles(Path.Combine(demo, "run")))
            File.Copy(file, Path.Combine(Directory.CreateDirectory(_folder.At("run")).FullName, Path.GetFileName(file)));
        var decisions = new CorrectionFolder(_folder.At("corrections"));
        for (int i = 0; i < Photos; i++)
        {
            (string name, GeneratedScene scene) = Draw(i);
            var decision = new Correction { Photo = $"{name}.png", Decision = CorrectionDecision.Mended, Width = Side, Height = Side, Decided = DateTime.UnixEpoch, Version = 1 };
            if (i < mended)
                decisions.TryDecide(name, CorrectionFolder.NoDecision, decision, new GreyImage(Side, Side, scene.Mask), out _).ShouldBeTrue();
        }

        await using Shown shown = await Shown.Start(new ServeOptions
        {
            Runs = [_folder.At("run")], Corrections = decisions.FolderPath, Photos = [_folder.At("photos")], Data = [Path.Combine(demo, "scenes.safetensors")],
        });
        await shown.Open("review");
        await shown.Until("document.getElementById('teach').disabled === false");
        await shown.Page.Locator("#teach").ClickAsync();
        await shown.Until("document.getElementById('teach-status').textContent.startsWith('Taught')");
        await shown.Until("document.getElementById('accept').disabled === false");
        await shown.Page.Locator("#teach-status").ScrollIntoViewIfNeededAsync();
        await shown.Save("teach");
    }

    [Fact]
    public void Outlines_are_drawn_along_the_photo()
    {
        const int shown = 4;
        string run = Path.Combine(Named("DEMO"), "run");
        using var plain = SegmentationModel.Load(run, new PhotoSegmenterOptions { Outline = null, Pieces = null });
        using var whole = SegmentationModel.Load(run);
        (string Name, GeneratedScene Scene)[] drawn = [.. Enumerable.Range(0, shown).Select(Draw)];
        Photo[] photos = [.. drawn.Select(scene => Photo.Load(_folder.At($"photos/{scene.Name}.png")))];
        float[] images = [.. drawn.SelectMany(scene => scene.Scene.Image).Select(value => (value / 127.5f) - 1)];
        var grid = new ImageGrid(Side, Side);
        grid.AddCutouts(images, [.. plain.Segment(photos, TestContext.Current.CancellationToken).SelectMany(mask => mask.Values.ToArray())]);
        grid.AddCutouts(images, [.. whole.Segment(photos, TestContext.Current.CancellationToken).SelectMany(mask => mask.Values.ToArray())]);
        using var picture = Image.NewFromBuffer(grid.Render().ToPng());
        picture.Pngsave(Path.Combine(Directory.CreateDirectory(Shown.Target!).FullName, "outlines.png"), compression: 9, palette: true);
    }

    private (string Name, GeneratedScene Scene) Draw(int index)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"creature-{index + 1:00}");
        GeneratedScene scene = new SceneGenerator(Seed, Side).Scene(index);
        PngFile.Save(_folder.At($"photos/{name}.png"), Side, Side, 3, PixelOrder.ToInterleaved(scene.Image));
        return (name, scene);
    }

    private static string Named(string name)
    {
        string? folder = Environment.GetEnvironmentVariable($"PERTURBSEG_SCREENSHOTS_{name}");
        Assert.SkipWhen(folder is null || Shown.Target is null, $"PERTURBSEG_SCREENSHOTS and PERTURBSEG_SCREENSHOTS_{name} name no folders.");
        return folder;
    }

    /// <summary>A server and the page in a browser of 1200×800 pixels.</summary>
    private sealed class Shown(WebServer server, Chromium chromium, IPage page) : IAsyncDisposable
    {
        private const int MostTries = 2_400; // of a tenth of a second each

        public static string? Target => Environment.GetEnvironmentVariable("PERTURBSEG_SCREENSHOTS");

        public IPage Page => page;

        public static async Task<Shown> Start(ServeOptions options)
        {
            Chromium chromium = await Chromium.Start(width: 1200, dark: false, offline: false);
            WebServer server = await WebServer.StartAsync(options with { Port = 0 }, TestContext.Current.CancellationToken);
            return new Shown(server, chromium, await chromium.OpenPage());
        }

        public async Task Open(string view)
        {
            await page.GotoAsync($"{server.Url}/#{view}");
            await page.Locator($"#view-{view}").WaitForAsync();
        }

        public async Task Until(string expression)
        {
            for (int tries = 0; !await page.EvaluateAsync<bool>(expression); tries++)
            {
                tries.ShouldBeLessThan(MostTries, $"{expression}: {await page.InnerTextAsync("main")}");
                await Task.Delay(100, TestContext.Current.CancellationToken);
            }
        }

        public async Task Save(string name)
        {
            await page.EvaluateAsync("document.activeElement.blur()");
            using var picture = Image.NewFromBuffer(await page.ScreenshotAsync());
            picture.Pngsave(Path.Combine(Directory.CreateDirectory(Target!).FullName, $"serve-{name}.png"), compression: 9, palette: true);
        }

        public async ValueTask DisposeAsync()
        {
            await chromium.DisposeAsync();
            await server.DisposeAsync();
        }
    }
}
