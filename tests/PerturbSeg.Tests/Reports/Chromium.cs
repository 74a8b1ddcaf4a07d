using Microsoft.Playwright;

namespace PerturbSeg.Tests.Reports;

/// <summary>A window of the machine's own Chromium, driven by Playwright: headless, with nothing kept of other windows. The program is started once, and ends with the tests.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private static readonly string[] s_switches =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    private static readonly SemaphoreSlim s_turn = new(1);
    private static IBrowser? s_browser;
    private readonly IBrowserContext _context;

    private Chromium(IBrowserContext context) => _context = context;

    /// <summary>Opens one; the test is skipped where there is no Chromium.</summary>
    /// <param name="width">Its pixels.</param>
    /// <param name="dark">Whether pages are to be dark.</param>
    /// <param name="offline">Whether pages see files alone.</param>
    public static async Task<Chromium> Start(int width, bool dark, bool offline = true)
    {
        Assert.SkipWhen(Find() is null, "There is no chromium on the PATH: install your distribution's.");
        IBrowser browser = await Launched();
        return new Chromium(await browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = 800 },
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            Offline = offline,
        }));
    }

    public Task<IPage> OpenPage() => _context.NewPageAsync();

    public async ValueTask DisposeAsync() => await _context.CloseAsync();

    private static async Task<IBrowser> Launched()
    {
        await s_turn.WaitAsync();
        try
        {
            return s_browser is { IsConnected: true } running
                ? running
                : s_browser = await (await Playwright.CreateAsync()).Chromium.LaunchAsync(new() { ExecutablePath = Find(), Args = s_switches });
        }
        finally
        {
            s_turn.Release();
        }
    }

    private static string? Find()
        => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, "chromium")).FirstOrDefault(File.Exists);
}
