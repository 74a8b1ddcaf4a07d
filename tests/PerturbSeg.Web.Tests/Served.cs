using System.Net.Http.Json;
using System.Text.Json;
using PerturbSeg.Imaging;
using PerturbSeg.Tests.Shared;
using PerturbSeg.Torch;
using PerturbSeg.Training.Fitting;
using PerturbSeg.Training.Runs;
using PerturbSeg.Training.Tests.Fitting;
using PerturbSeg.Web.Server;

namespace PerturbSeg.Web.Tests;

/// <summary>A server over a tiny run with a segmenter, and photos to review.</summary>
internal sealed class Served : IAsyncDisposable
{
    private readonly TinyRun _tiny;
    private readonly TemporaryFolder _folder = new();
    private WebServer? _server;

    private Served(bool judgesMasks) => _tiny = new TinyRun(judgesMasks: judgesMasks);

    public HttpClient Client { get; private set; } = null!;

    public string Url => _server!.Url;

    public WebServer Server => _server!;

    public string Corrections => _folder.At("corrections");

    /// <summary>Photos packed for the run.</summary>
    public string Data => _tiny.PhotosPath;

    public string RunFolder => _tiny.Run.FolderPath;

    /// <summary>A photo's file.</summary>
    public static byte[] PngPhoto { get; } = PngFile.Encode(40, 30, 3, TestPhotos.LeftRight(40, 30, (220, 60, 40), (30, 90, 160)).Pixels);

    public static async Task<Served> Start(Func<ServeOptions, ServeOptions>? change = null, int photos = 0, bool teaches = false, bool judgesMasks = false)
    {
        var served = new Served(judgesMasks);
        try
        {
            served.Fit(seed: 1);
            for (int i = 0; i < photos; i++)
                PngFile.Save(served._folder.At($"photos/sub/{i}.png"), 24, 16, 3, TestPhotos.Noise(24, 16, i).Pixels);
            await served.Restart(change, photos > 0, teaches);
            return served;
        }
        catch
        {
            await served.DisposeAsync();
            throw;
        }
    }

    public async Task Restart(Func<ServeOptions, ServeOptions>? change = null, bool photos = true, bool teaches = false)
    {
        Client?.Dispose();
        if (_server is not null)
            await _server.DisposeAsync();
        _server = null;
        var options = new ServeOptions { Runs = [RunFolder], Port = 0, Photos = photos ? [_folder.At("photos")] : [], Corrections = Corrections };
        if (teaches)
            options = options with { Data = [Data], TeachSteps = 2 };
        _server = await WebServer.StartAsync(change?.Invoke(options) ?? options, TestContext.Current.CancellationToken);
        Client = new HttpClient { BaseAddress = new Uri(_server.Url) };
        Client.DefaultRequestHeaders.Add("X-PerturbSeg", "1");
    }

    /// <summary>A photo to review.</summary>
    public string PhotoPath(int id) => _folder.At($"photos/sub/{id}.png");

    /// <summary>Fits another segmenter, as the command does.</summary>
    public void FitAnew() => Fit(seed: 3);

    /// <summary>Leaves the run its averaged generator alone, as <c>export --model</c> does.</summary>
    public void MakeSmall()
    {
        Checkpoint.SaveGenerator(_tiny.Run.GeneratorPath, _tiny.Run.LatestCheckpoint());
        Directory.Delete(Path.Combine(RunFolder, "checkpoints"), recursive: true);
    }

    /// <summary>Writes other photos under the names of those to review.</summary>
    public void ChangePhotos(int count)
    {
        for (int i = 0; i < count; i++)
            PngFile.Save(_folder.At($"photos/sub/{i}.png"), 24, 16, 3, TestPhotos.Noise(24, 16, 100 + i).Pixels);
    }

    /// <summary>Decides on a photo as the page does: a mask that is accepted is the one that was shown.</summary>
    public async Task<HttpResponseMessage> Decide(int id, string? decision, string? version, string? mask = null)
    {
        if (decision == "accepted")
            mask ??= Convert.ToBase64String(await Client.GetByteArrayAsync($"/api/photos/{id}/mask", TestContext.Current.CancellationToken));
        return await Client.PutAsJsonAsync($"/api/photos/{id}/decision", new { decision, version, mask }, TestContext.Current.CancellationToken);
    }

    /// <summary>The JSON at a path.</summary>
    public async Task<JsonElement> Json(string path)
        => JsonElement.Parse(await Client.GetStringAsync(path, TestContext.Current.CancellationToken));

    /// <summary>Sends a photo's file.</summary>
    public async Task<HttpResponseMessage> Post(string path, byte[] body, string? accept = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        if (accept is not null)
            request.Headers.Add("Accept", accept);
        return await Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>The problem that an answer tells, of the status that it should have.</summary>
    public static async Task<string> Problem(HttpResponseMessage answer, int status)
    {
        ((int)answer.StatusCode).ShouldBe(status, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var problem = JsonElement.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        problem.GetProperty("status").GetInt32().ShouldBe(status);
        return problem.GetProperty("detail").GetString()!;
    }

    private void Fit(ulong seed) => RunFit.Segmenter(
        _tiny.Run, null, new SegmenterFitOptions { Steps = 2, Channels = 4, BatchSize = 4, CutOuts = null, Seed = seed }, Device.Cpu, null, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        if (_server is not null)
            await _server.DisposeAsync();
        _folder.Dispose();
        _tiny.Dispose();
    }
}
