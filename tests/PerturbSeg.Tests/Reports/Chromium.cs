using Microsoft.Playwright;
using PerturbSeg.Tests.Shared;

namespace PerturbSeg.Tests.Reports;

/// <summary>The machine's own Chromium, driven by Playwright: headless, with a fresh profile.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private static readonly string[] s_switches =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    private readonly TemporaryFolder _profile = new();
    private IPlaywright? _playwright;
    private IBrowserContext? _context;

    private Chromium()
    {
    }

    /// <summary>Starts it; the test is skipped where there is none.</summary>
    /// <param name="width">Pixels of its window.</param>
    /// <param name="dark">Whether pages are to be dark.</param>
    /// <param name="offline">Whether pages see files alone.</param>
    public static async Task<Chromium> Start(int width, bool dark, bool offline = true)
    {
        string? program = Find();
        Assert.SkipWhen(program is null, "There is no chromium on the PATH: install your distribution's.");
        var chromium = new Chromium();
        try
        {
            chromium._playwright = await Playwright.CreateAsync();
            chromium._context = await chromium._playwright.Chromium.LaunchPersistentContextAsync(chromium._profile.Root, new()
            {
                ExecutablePath = program,
                Args = s_switches,
                ViewportSize = new() { Width = width, Height = 800 },
                ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
                Offline = offline,
            });
            return chromium;
        }
        catch
        {
            await chromium.DisposeAsync();
            throw;
        }
    }

    public Task<IPage> OpenPage() => _context!.NewPageAsync();

    public async ValueTask DisposeAsync()
    {
        if (_context is not null)
            await _context.CloseAsync();
        _playwright?.Dispose();
        _profile.Dispose();
    }

    private static string? Find()
        => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, "chromium")).FirstOrDefault(File.Exists);
}
