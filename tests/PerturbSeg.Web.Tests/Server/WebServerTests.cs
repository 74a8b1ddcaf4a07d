using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using PerturbSeg.Web.Hosting;
using PerturbSeg.Web.Server;

namespace PerturbSeg.Web.Tests.Server;

public sealed class WebServerTests
{
    [Fact]
    public async Task It_says_what_it_serves_and_how_it_is_called()
    {
        await using Served served = await Served.Start();
        JsonElement session = await served.Json("/api/session");
        JsonElement run = session.GetProperty("runs").EnumerateArray().ShouldHaveSingleItem();
        (run.GetProperty("name").GetString(), run.GetProperty("resolution").GetInt32(), run.GetProperty("segments").GetBoolean(), run.GetProperty("paints").GetBoolean()).ShouldBe(("run", 8, true, true));
        session.GetProperty("photos").ValueKind.ShouldBe(JsonValueKind.Null);

        JsonElement paths = (await served.Json("/openapi.json")).GetProperty("paths");
        paths.EnumerateObject().Select(path => path.Name).ShouldBe(["/v1/masks", "/v1/outputs", "/healthz", "/metrics"], ignoreOrder: true);
        paths.GetProperty("/v1/masks").GetProperty("post").GetProperty("requestBody").GetProperty("content").EnumerateObject().Select(type => type.Name)
            .ShouldBe(["application/octet-stream", "multipart/form-data"], ignoreOrder: true);
        JsonElement masks = paths.GetProperty("/v1/masks").GetProperty("post"), outputs = paths.GetProperty("/v1/outputs").GetProperty("post");
        masks.GetProperty("responses").GetProperty("200").GetProperty("content").EnumerateObject().Select(type => type.Name).ShouldBe(["application/json", "image/png"], ignoreOrder: true);
        masks.GetProperty("responses").EnumerateObject().Select(answer => answer.Name).ShouldContain("429");
        outputs.GetProperty("parameters").EnumerateArray().ToDictionary(parameter => parameter.GetProperty("name").GetString()!, parameter => parameter.TryGetProperty("required", out JsonElement required) && required.GetBoolean())
            .ShouldBe(new Dictionary<string, bool> { ["run"] = false, ["format"] = true, ["name"] = false }, ignoreOrder: true);
    }

    [Fact]
    public async Task A_path_that_is_asked_in_another_way_says_so()
    {
        await using Served served = await Served.Start();
        await Served.Problem(await served.Client.GetAsync("/v1/masks", TestContext.Current.CancellationToken), 405);
    }

    [Fact]
    public async Task Requests_are_counted_by_route_and_status()
    {
        await using Served served = await Served.Start();
        (await served.Post("/v1/masks", Served.PngPhoto)).EnsureSuccessStatusCode();
        await served.Post("/v1/masks", "hello"u8.ToArray());
        string metrics = await served.Client.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        metrics.ShouldContain("perturbseg_request_seconds_count{method=\"POST\",route=\"/v1/masks\",code=\"200\"} 1\n");
        metrics.ShouldContain("perturbseg_request_seconds_count{method=\"POST\",route=\"/v1/masks\",code=\"415\"} 1\n");
        metrics.ShouldContain("perturbseg_request_seconds_bucket{method=\"POST\",route=\"/v1/masks\",code=\"200\",le=\"+Inf\"} 1\n");
        metrics.ShouldContain("perturbseg_requests_running 1\n"); // this one
    }

    [Theory]
    [InlineData("/nothing")]
    [InlineData("/page/..%2f..%2fetc%2fpasswd")]
    [InlineData("/page/appsettings.json")]
    [InlineData("/api/runs/..%2f..%2fetc/samples/1")]
    [InlineData("/api/photos/0/image")]
    public async Task Nothing_else_is_found(string path)
    {
        await using Served served = await Served.Start();
        await Served.Problem(await served.Client.GetAsync(path, TestContext.Current.CancellationToken), 404);
    }

    [Fact]
    public async Task Every_answer_tells_browsers_what_to_refuse()
    {
        await using Served served = await Served.Start();
        foreach (string path in (string[])["/", "/api/session", "/nothing"])
        {
            HttpResponseMessage answer = await served.Client.GetAsync(path, TestContext.Current.CancellationToken);
            answer.Headers.GetValues("Content-Security-Policy").Single().ShouldStartWith("default-src 'none'; script-src 'self'");
            answer.Headers.GetValues("X-Content-Type-Options").Single().ShouldBe("nosniff");
            answer.Headers.Contains("Server").ShouldBeFalse();
        }
    }

    [Fact]
    public async Task When_too_many_wait_more_are_refused()
    {
        using var turns = new WorkTurns(new ServeOptions { Runs = [], AtOnce = 1, Queue = 0 });
        using var first = await turns.ToWorkAsync(TestContext.Current.CancellationToken);
        Task[] waiting = [.. Enumerable.Range(0, 4).Select(_ => turns.ToWorkAsync(TestContext.Current.CancellationToken).AsTask())];
        ProblemException refused = await Should.ThrowAsync<ProblemException>(async () => await turns.ToWorkAsync(TestContext.Current.CancellationToken));
        refused.Status.ShouldBe(429);
        waiting.ShouldAllBe(task => !task.IsCompleted);
    }

    [Fact]
    public async Task Many_at_once_are_all_answered()
    {
        await using Served served = await Served.Start(options => options with { AtOnce = 1, Queue = 2 });
        HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => served.Post("/v1/masks", Served.PngPhoto)));
        answers.Select(answer => (int)answer.StatusCode).ShouldAllBe(status => status == 200 || status == 429);
        answers.ShouldContain(answer => answer.IsSuccessStatusCode);
    }

    [Fact]
    public async Task What_was_begun_is_finished_after_a_stop()
    {
        await using Served served = await Served.Start();
        using Socket socket = await Connect(served);
        await Send(socket, $"POST /v1/masks HTTP/1.1\r\nHost: localhost\r\nContent-Length: {Served.PngPhoto.Length}\r\nConnection: close\r\n\r\n");
        await socket.SendAsync(Served.PngPhoto.AsMemory(0, 20), TestContext.Current.CancellationToken);
        while (!(await served.Client.GetStringAsync("/metrics", TestContext.Current.CancellationToken)).Contains("perturbseg_requests_running 2", StringComparison.Ordinal))
            await Task.Delay(10, TestContext.Current.CancellationToken);
        Task stopping = served.Server.ServeAsync(new CancellationToken(canceled: true));
        await socket.SendAsync(Served.PngPhoto.AsMemory(20), TestContext.Current.CancellationToken);
        (await ReadAll(socket)).ShouldStartWith("HTTP/1.1 200 OK");
        await stopping;
    }

    [Fact]
    public async Task Hostile_requests_are_answered_or_closed_and_it_serves_on()
    {
        await using Served served = await Served.Start(options => options with { MostBytes = 100_000 });
        for (int i = 0; i < 12 * HostileRequests.Kinds; i++)
        {
            using Socket socket = await Connect(served);
            await socket.SendAsync(HostileRequests.Bytes(i, Served.PngPhoto), TestContext.Current.CancellationToken);
            if (HostileRequests.IsCutOff(i) || i / HostileRequests.Kinds % 2 == 1)
                socket.Shutdown(SocketShutdown.Send);
            string answer = await ReadFirst(socket);
            answer.ShouldNotContain("HTTP/1.1 500");
            answer.ShouldNotContain("root:");
        }

        (await served.Post("/v1/masks", Served.PngPhoto)).EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task A_taken_port_is_a_mistake_of_the_user()
    {
        await using Served served = await Served.Start();
        var options = new ServeOptions { Runs = [served.RunFolder], Port = new Uri(served.Url).Port };
        UserErrorException taken = await Should.ThrowAsync<UserErrorException>(() => WebServer.StartAsync(options, TestContext.Current.CancellationToken));
        taken.Message.ShouldContain("choose another --port");
        options = options with { Address = "192.0.2.1", Token = new string('t', 16) }; // of no machine: RFC 5737
        (await Should.ThrowAsync<UserErrorException>(() => WebServer.StartAsync(options, TestContext.Current.CancellationToken))).Message.ShouldContain("192.0.2.1");
    }

    [Fact]
    public async Task A_page_that_watches_does_not_hold_up_a_stop()
    {
        await using Served served = await Served.Start();
        using HttpResponseMessage events = await served.Client.GetAsync("/api/runs/run/events", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        using Stream watching = await events.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        await served.Server.ServeAsync(new CancellationToken(canceled: true)).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    private static async Task<Socket> Connect(Served served)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync("127.0.0.1", new Uri(served.Url).Port, TestContext.Current.CancellationToken);
        return socket;
    }

    private static async Task Send(Socket socket, string text)
        => await socket.SendAsync(Encoding.Latin1.GetBytes(text), TestContext.Current.CancellationToken);

    // Where the connection stays open for the next request, the answer has no end.
    private static async Task<string> ReadFirst(Socket socket)
    {
        byte[] buffer = new byte[4096];
        try
        {
            return Encoding.Latin1.GetString(buffer, 0, await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken));
        }
        catch (SocketException)
        {
            return string.Empty; // closed hard
        }
    }

    private static async Task<string> ReadAll(Socket socket)
    {
        var text = new StringBuilder();
        byte[] buffer = new byte[4096];
        try
        {
            while (await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken) is > 0 and var read)
                text.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }
        catch (SocketException)
        {
            // Closed hard.
        }

        return text.ToString();
    }
}
