using System.Net.Http.Headers;
using PerturbSeg.Imaging;
using PerturbSeg.Tests.Shared;
using PerturbSeg.Web;
using PerturbSeg.Web.Server;

namespace PerturbSeg.Fuzz.Readers;

/// <summary>Bodies of requests to <c>serve</c>. Each is to be answered, and not with 500; after each the server serves on.</summary>
internal sealed class RequestReader : Reader
{
    private const string Corrections = "run/corrections", Boundary = "------------------------parts";
    private readonly TemporaryFolder _folder = new();
    private readonly WebServer _server;
    private readonly HttpClient _client;
    private readonly HttpMethod _method;
    private readonly string _path;
    private readonly MediaTypeHeaderValue _type;

    private RequestReader(HttpMethod method, string path, string type)
    {
        (_method, _path, _type) = (method, path, MediaTypeHeaderValue.Parse(type));
        foreach ((string name, byte[] content) in TinyRunFolder.Files)
            _folder.Write(Path.Combine("run", name), content);
        _folder.Write("photos/a.png", Photo);
        var options = new ServeOptions { Runs = [_folder.At("run")], Photos = [_folder.At("photos")], Port = 0, MostBytes = 1 << 20 };
        _server = WebServer.StartAsync(options).GetAwaiter().GetResult();
        _client = new HttpClient { BaseAddress = new Uri(_server.Url) };
        _client.DefaultRequestHeaders.Add("X-PerturbSeg", "1");
        ShortCampaign = 200;
    }

    private static byte[] Photo { get; } = PngFile.Encode(10, 8, 3, TestPhotos.Gradient(10, 8).Pixels);

    /// <summary>A photo as the body.</summary>
    public static Reader Photos() => new RequestReader(HttpMethod.Post, "/v1/masks", "application/octet-stream") { Seeds = [Photo, PhotoEncoder.Encode(TestPhotos.Gradient(10, 8), PhotoFormat.Jpeg)] };

    /// <summary>A form with photos.</summary>
    public static Reader Forms() => new RequestReader(HttpMethod.Post, "/v1/masks", $"multipart/form-data; boundary={Boundary}")
    {
        Seeds = [[.. Part("a", "first.png"), .. Part("b", "../second.png"), .. Text($"--{Boundary}--\r\n")]],
    };

    /// <summary>A decision of the page.</summary>
    public static Reader Decisions() => new RequestReader(HttpMethod.Put, "/api/photos/0/decision", "application/json")
    {
        Seeds =
        [
            Text($$"""{"decision":"mended","version":"0","mask":"{{Convert.ToBase64String(PngFile.Encode(10, 8, 1, new byte[80]))}}"}"""),
            Text($$"""{"decision":"accepted","version":"0","mask":"{{Convert.ToBase64String(PngFile.Encode(10, 8, 1, new byte[80]))}}"}"""),
            Text("""{"decision":"rejected","version":"0","mask":null}"""),
            Text("""{"decision":null,"version":"0"}"""),
        ],
        Structure = new Mutations.JsonMutation(),
    };

    /// <inheritdoc/>
    public override void Read(byte[] file)
    {
        if (Directory.Exists(_folder.At(Corrections)))
            Directory.Delete(_folder.At(Corrections), recursive: true); // what was decided before must not matter
        using var request = new HttpRequestMessage(_method, _path) { Content = new ByteArrayContent(file) };
        request.Content.Headers.ContentType = _type;
        using HttpResponseMessage answer = _client.Send(request);
        if ((int)answer.StatusCode >= 500)
            throw new InvalidOperationException($"The server answered {(int)answer.StatusCode}.");
        if (!answer.IsSuccessStatusCode)
            throw new UserErrorException($"{(int)answer.StatusCode}");
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _client.Dispose();
        _server.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _folder.Dispose();
        base.Dispose();
    }

    private static byte[] Part(string field, string name) =>
    [
        .. Text($"--{Boundary}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\nContent-Type: image/png\r\n\r\n"), .. Photo, .. Text("\r\n"),
    ];

    private static byte[] Text(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
