using System.Text.Json;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using PerturbSeg.Imaging;
using PerturbSeg.Tests.Reports;

namespace PerturbSeg.Web.Tests.Page;

/// <summary>The page in a real browser. Tests are skipped where there is none.</summary>
public sealed class PageTests
{
    private static readonly string[] s_views = ["try", "review", "watch", "play"];

    [Fact]
    public async Task A_photo_that_is_dropped_gets_a_mask_and_its_files()
    {
        await using var opened = await Opened.At("try");
        await opened.Page.SetInputFilesAsync("#file", new FilePayload { Name = "my cat.png", MimeType = "image/png", Buffer = Served.PngPhoto });
        ILocator card = opened.Page.Locator(".card[data-name='my cat.png'][data-ready]");
        await card.WaitForAsync();
        (await card.InnerTextAsync()).ShouldContain("Doubt");
        IDownload download = await opened.Page.RunAndWaitForDownloadAsync(() => card.Locator("[data-format=svg]").ClickAsync());
        download.SuggestedFilename.ShouldBe("my cat-svg.svg");

        await opened.Page.SetInputFilesAsync("#file", new FilePayload { Name = "text.png", MimeType = "image/png", Buffer = "no photo"u8.ToArray() });
        ILocator refused = opened.Page.Locator(".card[data-name='text.png'] [role=alert]");
        await refused.WaitForAsync();
        (await refused.InnerTextAsync()).ShouldContain("text.png");
    }

    [Fact]
    public async Task Ten_photos_are_reviewed_by_keyboard_alone()
    {
        await using var opened = await Opened.At("review", photos: 10);
        for (int i = 0; i < 10; i++)
        {
            await Until(() => opened.Page.Locator("#accept").IsEnabledAsync());
            string name = await opened.Page.Locator("#photo-name").InnerTextAsync();
            await opened.Page.Keyboard.PressAsync(i % 2 == 0 ? "a" : "r");
            string file = Path.Combine(opened.Served.Corrections, Path.ChangeExtension(name, ".json"));
            await Until(() => Task.FromResult(File.Exists(file)));
            JsonElement.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).GetProperty("decision").GetString().ShouldBe(i % 2 == 0 ? "accepted" : "rejected");
            if (i < 9)
                await Until(async () => await opened.Page.Locator("#photo-name").InnerTextAsync() != name);
        }

        (await opened.Page.Locator("#counts").InnerTextAsync()).ShouldContain("5");
    }

    [Fact]
    public async Task A_key_that_is_held_and_a_second_click_decide_on_no_photo_that_nobody_has_seen()
    {
        await using var opened = await Opened.At("review", photos: 4);
        await Until(() => opened.Page.Locator("#accept").IsEnabledAsync());
        string first = await opened.Page.Locator("#photo-name").InnerTextAsync();
        await opened.Page.Keyboard.DownAsync("a");
        await Until(async () => await opened.Page.Locator("#photo-name").InnerTextAsync() != first && await opened.Page.Locator("#accept").IsEnabledAsync());
        await opened.Page.Keyboard.DownAsync("a"); // the key repeats
        await opened.Page.Keyboard.UpAsync("a");
        await opened.Page.Keyboard.PressAsync("Alt+a");
        Directory.GetFiles(opened.Served.Corrections, "*.json", SearchOption.AllDirectories).ShouldHaveSingleItem();
        string second = await opened.Page.Locator("#photo-name").InnerTextAsync();
        await opened.Page.Locator("#reject").DblClickAsync();
        await Until(async () => await opened.Page.Locator("#photo-name").InnerTextAsync() != second && await opened.Page.Locator("#accept").IsEnabledAsync());
        await Until(async () => (await opened.Page.Locator("#counts").InnerTextAsync()).StartsWith("2 open, 1 accepted, 1 rejected", StringComparison.Ordinal)); // once all are judged
    }

    [Fact]
    public async Task Strokes_that_are_dropped_leave_the_mask_that_was_loaded_or_saved_however_many_they_are()
    {
        await using var opened = await Opened.At("review", photos: 1);
        int[] left = await opened.Page.EvaluateAsync<int[]>("""
            async () => {
                const { Mask } = await import('/page/mask.js');
                const mask = new Mask(new OffscreenCanvas(200, 1), { width: 200, height: 1, data: new Uint8ClampedArray(800) });
                const count = () => mask.bits.reduce((sum, bit) => sum + bit, 0);
                const paint = (from, to) => {
                    for (let x = from; x < to; x++) {
                        mask.stroke({ x: x + 0.5, y: 0.5 }, { x: x + 0.5, y: 0.5 }, 1, 1);
                        mask.commit();
                    }
                };
                paint(0, 150);
                mask.revert();
                const dropped = [count(), Number(mask.changed), Number(mask.canUndo)];
                paint(0, 3);
                mask.save();
                mask.undo();
                mask.revert();
                const saved = [count(), Number(mask.changed)];
                mask.unsave(); // its decision was taken back
                return [...dropped, ...saved, Number(mask.changed)];
            }
            """);
        left.ShouldBe([0, 0, 0, 3, 0, 1]);
    }

    [Fact]
    public async Task What_somebody_else_decides_is_told_at_once_and_a_mask_that_was_mended_meanwhile_can_be_saved()
    {
        await using var opened = await Opened.At("review", photos: 2);
        await Until(() => opened.Page.Locator("#accept").IsEnabledAsync());
        string name = await opened.Page.Locator("#photo-name").InnerTextAsync();
        LocatorBoundingBoxResult canvas = (await opened.Page.Locator("#review-canvas").BoundingBoxAsync())!;
        foreach (string tool in (string[])["b", "e"]) // one of them changes what is there
        {
            await opened.Page.Keyboard.PressAsync(tool);
            await opened.Page.Mouse.ClickAsync(canvas.X + (canvas.Width / 2), canvas.Y + (canvas.Height / 2));
        }

        (await opened.Page.Locator("#save").IsEnabledAsync()).ShouldBeTrue();
        await opened.Page.EvaluateAsync("""
            () => new MutationObserver((_, watching) => {
                const mine = document.getElementById('save-mine');
                if (mine) {
                    watching.disconnect();
                    mine.click(); // as soon as it is there nobody means it
                }
            }).observe(document.getElementById('review-alert'), { childList: true, subtree: true })
            """);
        using (HttpResponseMessage other = await opened.Served.Decide(name.EndsWith("0.png", StringComparison.Ordinal) ? 0 : 1, "rejected", "0"))
            other.EnsureSuccessStatusCode();
        await opened.Page.Locator("#review-alert").GetByText("Somebody else has decided").WaitForAsync();
        (await opened.Page.Locator("#load-other").IsVisibleAsync()).ShouldBeTrue();
        await Task.Delay(700, TestContext.Current.CancellationToken);
        (await opened.Page.Locator("#save-mine").IsVisibleAsync()).ShouldBeTrue();
        await opened.Page.Locator("#save-mine").ClickAsync();
        string file = Path.Combine(opened.Served.Corrections, Path.ChangeExtension(name, ".json"));
        await Until(() => Task.FromResult(JsonElement.Parse(File.ReadAllText(file)).GetProperty("decision").GetString() == "mended"));
        File.Exists(Path.ChangeExtension(file, ".png")).ShouldBeTrue();
        await Until(() => opened.Page.Locator("#review-alert").IsHiddenAsync());
    }

    [Fact]
    public async Task A_stroke_that_goes_on_is_not_lost_by_a_key_and_a_mask_that_is_taken_back_is_asked_about()
    {
        await using var opened = await Opened.At("review", photos: 2);
        await Until(() => opened.Page.Locator("#accept").IsEnabledAsync());
        string first = await opened.Page.Locator("#photo-name").InnerTextAsync();
        LocatorBoundingBoxResult canvas = (await opened.Page.Locator("#review-canvas").BoundingBoxAsync())!;
        await opened.Page.Mouse.MoveAsync(canvas.X + (canvas.Width / 2), canvas.Y + (canvas.Height / 2));
        foreach (string tool in (string[])["b", "e"]) // one of them changes what is there
        {
            await opened.Page.Keyboard.PressAsync(tool);
            await opened.Page.Mouse.DownAsync();
            await opened.Page.Mouse.MoveAsync(canvas.X + (canvas.Width / 2) + 9, canvas.Y + (canvas.Height / 2));
            await opened.Page.Keyboard.PressAsync("n");
            await opened.Page.Mouse.UpAsync();
            if (await opened.Page.Locator("#ask").IsVisibleAsync())
                break;
            if (await opened.Page.Locator("#photo-name").InnerTextAsync() != first)
                await opened.Page.Keyboard.PressAsync("p");
        }

        ILocator ask = opened.Page.Locator("#ask");
        (await ask.IsVisibleAsync()).ShouldBeTrue();
        await ask.Locator("[value=save]").ClickAsync();
        string file = Path.Combine(opened.Served.Corrections, Path.ChangeExtension(first, ".json"));
        await Until(() => Task.FromResult(File.Exists(file)));
        await Until(async () => await opened.Page.Locator("#photo-name").InnerTextAsync() != first && await opened.Page.Locator("#accept").IsEnabledAsync());
        await opened.Page.Locator("#open-only").UncheckAsync();
        await opened.Page.Locator("#photo-list button", new() { HasText = first }).ClickAsync();
        await Until(async () => await opened.Page.Locator("#photo-name").InnerTextAsync() == first && await opened.Page.Locator("#reopen").IsEnabledAsync());
        await opened.Page.Keyboard.PressAsync("o");
        await Until(() => Task.FromResult(!File.Exists(file)));
        await Until(() => opened.Page.Locator("#save").IsEnabledAsync()); // what is seen is kept nowhere else
        await opened.Page.Keyboard.PressAsync("n");
        await ask.WaitForAsync();

        await ask.Locator("[value=save]").ClickAsync();
        await Until(() => Task.FromResult(File.Exists(file)));
        await Until(async () => await opened.Page.Locator("#photo-name").InnerTextAsync() != first && await opened.Page.Locator("#accept").IsEnabledAsync());
        await opened.Page.Locator("#photo-list button", new() { HasText = first }).ClickAsync();
        await Until(async () => await opened.Page.Locator("#photo-name").InnerTextAsync() == first && await opened.Page.Locator("#reject").IsEnabledAsync());
        await opened.Page.Keyboard.PressAsync("r");
        await Until(() => Task.FromResult(!File.Exists(Path.ChangeExtension(file, ".png"))));
        await Until(() => opened.Page.Locator("#save").IsEnabledAsync()); // rejected by mistake, maybe
        (await opened.Page.Locator("#photo-name").InnerTextAsync()).ShouldBe(first);
        File.Exists(file).ShouldBeTrue();
    }

    [Fact]
    public async Task A_model_that_was_made_small_is_watched_without_curves()
    {
        await using var opened = await Opened.At("try");
        opened.Served.MakeSmall();
        await opened.Served.Restart(photos: false);
        await opened.Show("watch", photos: 0);
        await Until(async () => (await opened.Page.Locator("#watch-status").InnerTextAsync()).Contains("There are no curves", StringComparison.Ordinal));
        (await opened.Page.Locator("#watch-alert").IsHiddenAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task A_button_teaches_the_segmenter_with_what_was_accepted()
    {
        await using var opened = await Opened.At("review", photos: 2, teaches: true);
        ILocator teach = opened.Page.Locator("#teach");
        await Until(() => opened.Page.Locator("#accept").IsEnabledAsync());
        (await teach.IsEnabledAsync()).ShouldBeFalse();
        string first = await opened.Page.Locator("#photo-name").InnerTextAsync();
        await opened.Page.Keyboard.PressAsync("a");
        await Until(async () => await opened.Page.Locator("#photo-name").InnerTextAsync() != first && await opened.Page.Locator("#accept").IsEnabledAsync());
        await opened.Page.Keyboard.PressAsync("a"); // one of the two is held back
        await Until(() => Task.FromResult(Directory.GetFiles(opened.Served.Corrections, "*.json", SearchOption.AllDirectories).Length == 2));
        await Until(() => teach.IsEnabledAsync());
        await teach.ClickAsync();
        await Until(async () => (await opened.Page.Locator("#teach-status").InnerTextAsync()).StartsWith("Taught with 1 masks.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_painted_can_be_taken_back_is_saved_and_still_there_after_a_reload()
    {
        await using var opened = await Opened.At("review", photos: 1);
        await Until(() => opened.Page.Locator("#accept").IsEnabledAsync());
        byte[] before = await Mask(opened);
        ILocator canvas = opened.Page.Locator("#review-canvas");
        LocatorBoundingBoxResult box = (await canvas.BoundingBoxAsync())!;
        bool whole = before.Count(value => value > 127) > before.Length / 2;
        await opened.Page.Keyboard.PressAsync(whole ? "e" : "b");
        await opened.Page.Mouse.MoveAsync(box.X + (box.Width * 0.3f), box.Y + (box.Height * 0.5f));
        await opened.Page.Mouse.DownAsync();
        await opened.Page.Mouse.MoveAsync(box.X + (box.Width * 0.7f), box.Y + (box.Height * 0.5f), new() { Steps = 8 });
        await opened.Page.Mouse.UpAsync();
        ILocator save = opened.Page.Locator("#save");
        await Until(() => save.IsEnabledAsync());
        await opened.Page.Keyboard.PressAsync("z");
        await Until(async () => !await save.IsEnabledAsync());
        await opened.Page.Keyboard.PressAsync("Shift+Z");
        await Until(() => save.IsEnabledAsync());
        await opened.Page.Keyboard.PressAsync("s");
        await Until(async () => (await opened.Served.Json("/api/photos")).GetProperty("photos")[0].GetProperty("decision").GetString() == "mended");

        byte[] after = await Mask(opened);
        after.ShouldNotBe(before);
        await opened.Page.ReloadAsync();
        await opened.Page.Locator("#photo-name").WaitForAsync();
        (await Mask(opened)).ShouldBe(after);
        File.Exists(Path.Combine(opened.Served.Corrections, "sub", "0.png")).ShouldBeTrue();
    }

    [Fact]
    public async Task An_object_is_dragged_over_its_background()
    {
        await using var opened = await Opened.At("play");
        ILocator canvas = opened.Page.Locator("#play-canvas");
        const string read = "canvas => canvas.toDataURL()";
        await Until(async () => await canvas.EvaluateAsync<bool>("canvas => canvas.width > 0 && canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some(value => value > 0)"));
        string before = await canvas.EvaluateAsync<string>(read);
        LocatorBoundingBoxResult box = (await canvas.BoundingBoxAsync())!;
        await opened.Page.Mouse.MoveAsync(box.X + (box.Width / 2), box.Y + (box.Height / 2));
        await opened.Page.Mouse.DownAsync();
        await opened.Page.Mouse.MoveAsync(box.X + (box.Width * 0.8f), box.Y + (box.Height / 2), new() { Steps = 5 });
        await opened.Page.Mouse.UpAsync();
        await Until(async () => await canvas.EvaluateAsync<string>(read) != before);
    }

    [Fact]
    public async Task Where_the_discriminator_frowns_is_shown_by_button_and_key_and_follows_the_object()
    {
        await using var opened = await Opened.At("play");
        ILocator canvas = opened.Page.Locator("#play-canvas"), verdict = opened.Page.Locator("#play-verdict"), button = opened.Page.Locator("#frown");
        const string read = "canvas => canvas.toDataURL()", coloured =
            "canvas => { const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height); return data.some((value, i) => i % 4 === 0 && value === 255 && data[i + 2] === 0); }";
        await Until(async () => await opened.Page.Locator("#objects button").CountAsync() == 8);
        string plain = await canvas.EvaluateAsync<string>(read);

        string first = await Judged(() => button.ClickAsync());
        await Until(async () => (await verdict.InnerTextAsync()).StartsWith("Its verdict: ", StringComparison.Ordinal));
        (await button.GetAttributeAsync("aria-pressed")).ShouldBe("true");
        (await canvas.EvaluateAsync<bool>(coloured)).ShouldBeTrue("the steepest pixel is the hottest");
        await canvas.FocusAsync();
        (await Judged(() => opened.Page.Keyboard.PressAsync("ArrowRight"))).ShouldNotBe(first);
        (await Judged(() => opened.Page.Keyboard.PressAsync("ArrowLeft"))).ShouldBe(first);

        await opened.Page.Keyboard.PressAsync("f");
        (await button.GetAttributeAsync("aria-pressed")).ShouldBe("false");
        (await canvas.EvaluateAsync<string>(read)).ShouldBe(plain);

        opened.Served.MakeSmall();
        await opened.Page.ReloadAsync();
        await Until(async () => (await opened.Page.Locator("#frown-note").InnerTextAsync()).Contains("made small", StringComparison.Ordinal));
        (await button.IsVisibleAsync()).ShouldBeFalse();

        // What the discriminator says after something was done.
        async Task<string> Judged(Func<Task> act)
        {
            IResponse answer = await opened.Page.RunAndWaitForResponseAsync(act, answer => answer.Url.EndsWith("/verdict", StringComparison.Ordinal));
            answer.Status.ShouldBe(200);
            return await answer.TextAsync();
        }
    }

    [Fact]
    public async Task A_run_that_goes_on_is_watched()
    {
        await using var opened = await Opened.At("watch");
        await File.WriteAllTextAsync(Path.Combine(opened.Served.RunFolder, "metrics.jsonl"), """
            {"kimg":1,"loss/generator":2.5}
            {"kimg":2,"loss/generator":1.5}

            """, TestContext.Current.CancellationToken);
        await opened.Page.Locator("[data-chart=loss]").WaitForAsync();
    }

    [Theory]
    [InlineData(360, false)]
    [InlineData(1200, true)]
    public async Task Every_view_fits_its_window_and_is_accessible(int width, bool dark)
    {
        await using var opened = await Opened.At(s_views[0], photos: 2, width, dark);
        foreach (string view in s_views)
        {
            await opened.Show(view, photos: 2);
            (await opened.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")).ShouldBeLessThanOrEqualTo(0, view);
            AxeResult found = await opened.Page.RunAxe();
            found.Violations.Select(violation => $"{view}: {violation.Id}: {violation.Help}: {string.Join("; ", violation.Nodes.Select(node => node.Html))}").ShouldBeEmpty();
        }
    }

    private static async Task<byte[]> Mask(Opened opened)
        => new PhotoDecoder().DecodeMask(await opened.Served.Client.GetByteArrayAsync("/api/photos/0/mask", TestContext.Current.CancellationToken)).Pixels;

    private static async Task Until(Func<Task<bool>> holds)
    {
        for (int tries = 0; !await holds(); tries++)
        {
            if (tries == 600)
                Assert.Fail("It did not come about in a minute.");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>A server and the page, whose errors are failures of the test.</summary>
    private sealed class Opened : IAsyncDisposable
    {
        private readonly List<string> _problems = [];
        private readonly Chromium _chromium;

        private Opened(Served served, Chromium chromium, IPage page)
        {
            (Served, _chromium, Page) = (served, chromium, page);
            page.PageError += (_, error) => _problems.Add(error);
            page.Console += (_, message) =>
            {
                if (message.Type == "error" && !message.Text.Contains("the server responded with a status of 4", StringComparison.Ordinal)) // of the browser itself
                    _problems.Add(message.Text);
            };
        }

        public Served Served { get; }

        public IPage Page { get; }

        public static async Task<Opened> At(string view, int photos = 0, int width = 1200, bool dark = false, bool teaches = false)
        {
            Chromium chromium = await Chromium.Start(width, dark, offline: false);
            Served served = await Served.Start(photos: photos, teaches: teaches);
            var opened = new Opened(served, chromium, await chromium.OpenPage());
            if (photos > 0) // those that are judged later come by themselves, and keys of that moment are not meant for them
                await Until(async () => await served.Json("/api/photos") is var list && list.GetProperty("judged").GetInt32() == list.GetProperty("total").GetInt32());
            await opened.Show(view, photos);
            return opened;
        }

        public async Task Show(string view, int photos)
        {
            await Page.GotoAsync($"{Served.Url}/#{view}");
            await Page.Locator($"#view-{view}").WaitForAsync();
            if (view == "review" && photos > 0)
                await Until(async () => (await Page.Locator("#photo-name").InnerTextAsync()).EndsWith(".png", StringComparison.Ordinal));
        }

        public async ValueTask DisposeAsync()
        {
            await _chromium.DisposeAsync();
            await Served.DisposeAsync();
            _problems.ShouldBeEmpty();
        }
    }
}
